using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;

namespace Moderation.Web.Intake.Gathering;

/// <summary>What was seen of an account's links before.</summary>
internal static class KnownLinks
{
    /// <summary>A page without an answer is asked again after this time, and its tries are counted together for an hour.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(2);

    /// <returns>By address, those seen within an hour.</returns>
    public static async Task<Dictionary<string, LinkProbe>> ReadAsync(ModerationDb db, Guid account, IReadOnlyCollection<string> addresses, DateTimeOffset now, CancellationToken ct)
    {
        var (hashes, since) = (addresses.Select(Hash).ToArray(), now.AddHours(-1));
        var rows = await db.KnownLinks.AsNoTracking().Where(link => link.AccountId == account && hashes.Contains(link.AddressHash) && link.At > since).ToListAsync(ct);
        return rows.ToDictionary(row => row.Address, row => JsonSerializer.Deserialize<LinkProbe>(row.Probe)!, StringComparer.Ordinal);
    }

    /// <summary>Whether it need not be seen again.</summary>
    public static bool Holds(LinkProbe probe, TimeSpan keepFor, DateTimeOffset now) =>
        now - probe.At < (probe.End == LinkEnd.NoAnswer && keepFor > Retry ? Retry : keepFor);

    /// <summary>Addresses that were fetched for the account within the last hour.</summary>
    public static Task<int> CountAsync(ModerationDb db, Guid account, DateTimeOffset now, CancellationToken ct)
    {
        var since = now.AddHours(-1);
        return db.KnownLinks.CountAsync(link => link.AccountId == account && link.At > since, ct);
    }

    public static async Task WriteAsync(ModerationDb db, Guid account, IEnumerable<KeyValuePair<string, LinkProbe>> seen, CancellationToken ct)
    {
        // In one order, so that two check-ups of the same mail cannot wait for each other.
        var rows = seen.OrderBy(link => link.Key, StringComparer.Ordinal).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        var hashes = rows.Select(row => Hash(row.Key)).ToArray();
        var addresses = rows.Select(row => row.Key).ToArray();
        var probes = rows.Select(row => JsonSerializer.Serialize(row.Value)).ToArray();
        var times = rows.Select(row => row.Value.At.ToUniversalTime()).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into app.known_links (account_id, address_hash, address, probe, at)
            select {account}, hash, address, probe::jsonb, at from unnest({hashes}, {addresses}, {probes}, {times}) as seen (hash, address, probe, at)
            on conflict (account_id, address_hash) do update set probe = excluded.probe, at = excluded.at
            """,
            ct);
    }

    private static byte[] Hash(string address) => SHA256.HashData(Encoding.UTF8.GetBytes(address));
}
