using Microsoft.EntityFrameworkCore;
using Moderation.Delivery;
using Moderation.Mail.Blocklists;
using Moderation.Mail.Dns;
using Moderation.Web.Data;
using Moderation.Web.Intake.Gathering;
using Quartz;

namespace Moderation.Web.Relay.Routes;

/// <summary>
/// Looks every hour whether the sending addresses have names that lead back and are on no blocklist. One that is listed stops by itself;
/// what could not be found out is kept as unknown, which is never fine.
/// </summary>
[DisallowConcurrentExecution]
public sealed class IpChecks(EngineDb db, IDnsResolver dns, BlocklistCheck blocklists, CheckOptions checks, TimeProvider clock, ILogger<IpChecks> log) : IJob
{
    public static readonly JobKey Key = new("addresses", "relay");

    private static readonly TimeSpan KeepBudgets = TimeSpan.FromDays(60);
    private static readonly TimeSpan KeepFigures = TimeSpan.FromDays(400);
    private static readonly TimeSpan KeepBackOffs = TimeSpan.FromDays(7);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    /// <returns>How many addresses stopped.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (oldBudgets, oldBackOffs) = (now - KeepBudgets, now - KeepBackOffs);
        await db.IpBudgets.Where(budget => budget.Hour < oldBudgets).ExecuteDeleteAsync(ct);
        await db.ProviderStates.Where(state => state.Until < oldBackOffs).ExecuteDeleteAsync(ct);
        var oldFigures = DateOnly.FromDateTime((now - KeepFigures).UtcDateTime);
        await db.IpOutcomes.Where(row => row.Day < oldFigures).ExecuteDeleteAsync(ct);
        var stopped = 0;
        foreach (var ip in await db.SendingIps.AsNoTracking().ToListAsync(ct))
        {
            stopped += await CheckAsync(ip, ct) ? 1 : 0;
        }

        return stopped;
    }

    /// <returns>Whether the address stopped.</returns>
    private async Task<bool> CheckAsync(SendingIp looked, CancellationToken ct)
    {
        // The questions take seconds: nothing is locked meanwhile.
        var (name, leadsBack, nameSaid) = await NameAsync(looked, ct);
        var (isListed, listsSaid) = await ListsAsync(looked, ct);
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockPlatformAsync(ct);
        if (await db.SendingIps.FromSql($"select * from app.sending_ips where id = {looked.Id} for update").SingleOrDefaultAsync(ct) is not { } ip)
        {
            return false;
        }

        await db.Entry(ip).ReloadAsync(ct);
        var wasStopped = ip.StoppedAt is not null;
        ip.SawName(name, leadsBack, nameSaid);
        ip.SawLists(isListed, listsSaid, now);
        var stops = !wasStopped && ip.StoppedAt is not null;
        if (stops)
        {
            await db.WritePlatformAsync(null, "Relay", "ip.stopped", null, $"{ip.Address}: {listsSaid}", now, ct);
            log.LogError("{Address} sends nothing more: {Why}", ip.Address, listsSaid);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return stops;
    }

    private async Task<(string? Name, bool? LeadsBack, string Said)> NameAsync(SendingIp ip, CancellationToken ct)
    {
        if (!checks.Network)
        {
            return (null, null, "nothing is looked up (Checks:Network is off)");
        }

        var reverse = await ReverseName.OfAsync(dns, ip.Address, ct);
        // Hostile text: a name of an address is whatever its owner wrote.
        var name = reverse.Names is [var first, ..] && DnsName.IsValid(first) ? first : null;
        return (name, reverse.LeadsBack, reverse.Problem?.TrimEnd('.') ?? (name is null ? "It has no name (PTR)." : reverse.LeadsBack == true ? $"{name} leads back to it." : $"{name} does not lead back to it."));
    }

    private async Task<(bool? IsListed, string Said)> ListsAsync(SendingIp ip, CancellationToken ct)
    {
        if (!checks.Network || !blocklists.AsksAddresses)
        {
            return (null, "no blocklist is configured");
        }

        var fact = await blocklists.AddressAsync(ip.Address, ct);
        return !fact.TryGet(out var listings) ? (null, fact.Why)
            : listings.Count == 0 ? (false, "On no list.")
            : (true, string.Join(" ", listings.Select(listing => $"On {listing.List}: {listing.Meaning}. Take it off at {listing.Delisting}")));
    }
}
