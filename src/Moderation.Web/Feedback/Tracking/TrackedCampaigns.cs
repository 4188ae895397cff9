using System.Collections.Concurrent;
using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Feedback.Tracking;

/// <summary>What a verified token's campaign number stands for.</summary>
/// <param name="Account">Whose campaign.</param>
/// <param name="Id">Of the campaign.</param>
/// <param name="Targets">Of the links from number 1.</param>
internal sealed record TrackedCampaign(Guid Account, Guid Id, IReadOnlyList<string> Targets)
{
    /// <returns>Null when no such link is stored.</returns>
    public string? Target(int link) => link >= 1 && link <= Targets.Count ? Targets[link - 1] : null;
}

/// <summary>The campaigns whose mail is being read, in memory: a hit asks the database nothing. Targets never change once mail has left.</summary>
internal sealed class TrackedCampaigns(EngineDataSource engine)
{
    // A campaign with a hundred links has some 10 KB.
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<long, TrackedCampaign> _known = new();

    /// <param name="number">From a token whose signature held: made-up ones never come here.</param>
    /// <param name="ct">Ends the look-up.</param>
    public ValueTask<TrackedCampaign?> FindAsync(long number, CancellationToken ct) =>
        _known.TryGetValue(number, out var known) ? new(known) : new(LoadAsync(number, ct));

    private async Task<TrackedCampaign?> LoadAsync(long number, CancellationToken ct)
    {
        await using var connection = await engine.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select c.account_id, c.id, coalesce(array_agg(l.url order by l.number) filter (where l.url is not null), '{}')
            from app.campaigns c
            left join app.campaign_links l on l.account_id = c.account_id and l.campaign_id = c.id
            where c.number = $1 and c.sending_since is not null
            group by c.account_id, c.id
            """,
            connection)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = number } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }

        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(number, new TrackedCampaign(reader.GetGuid(0), reader.GetGuid(1), reader.GetFieldValue<string[]>(2)));
    }
}
