using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Reputation;
using Moderation.Web.Data;
using Npgsql;
using NpgsqlTypes;

namespace Moderation.Web.Jobs;

/// <summary>
/// Computes RI-1 for every campaign above the threshold from its counters, each night until day 7 after its end, then freezes it.
/// All of it follows from the night and the counters of the days before it: a past night computed again gives the same bytes, but for
/// what was put right since. A bounce takes its delivery back on the day of the delivery, and opens and clicks are labelled again.
/// </summary>
public sealed class ReputationNight(EngineDb db)
{
    /// <summary>"Above 1,000": by attempted recipients; counting accepted ones would let the worst lists escape.</summary>
    public const long Threshold = 1_000;

    /// <summary>How long after its end a campaign's index still moves.</summary>
    public static readonly TimeSpan Moving = TimeSpan.FromDays(7);

    private static readonly string Constants = JsonSerializer.Serialize(Enum.GetValues<Signal>().ToDictionary(signal => signal, Parameters.Of));

    // Nights that were missed are made up for this long.
    private static readonly TimeSpan Reach = Moving + TimeSpan.FromDays(30);

    /// <param name="night">The day (UTC) whose first hours it is; counters of the days before it are read.</param>
    /// <param name="scheduledFor">The time for which the run was scheduled; never the time at which it happened to run.</param>
    /// <param name="ct">Cancels between steps; what is not committed did not happen.</param>
    /// <returns>How many campaigns were computed.</returns>
    public async Task<int> RunAsync(DateOnly night, DateTimeOffset scheduledFor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var midnight = new DateTimeOffset(night, TimeOnly.MinValue, TimeSpan.Zero);
        var campaigns = await Due(night, midnight).Select(campaign => new Ended(campaign.AccountId, campaign.Id, campaign.FinishedAt!.Value, campaign.TracksOpens, campaign.TracksClicks)).ToListAsync(ct);
        var events = await CountsAsync(night, midnight, ct);
        await db.ReputationScores
            .Where(score => score.Night == night)
            .ExecuteDeleteAsync(ct);
        var scores = new List<ReputationScore>();
        foreach (var campaign in campaigns)
        {
            if (events.TryGetValue((campaign.AccountId, campaign.Id), out var kinds) && kinds.GetValueOrDefault(EventKind.Attempted) > Threshold)
            {
                // A run by hand in the afternoon computes the coming night and must not freeze early.
                var frozen = (scheduledFor < midnight ? scheduledFor : midnight) >= campaign.FinishedAt + Moving;
                scores.Add(Score(campaign, night, CampaignCounts.Of(kinds, campaign.TracksOpens, campaign.TracksClicks), frozen, scheduledFor));
            }
        }

        await CopyAsync(scores, ct);
        await CloseAsync([.. scores.Where(score => score.Frozen).Select(score => score.CampaignId)], scheduledFor, ct);
        await transaction.CommitAsync(ct);
        return scores.Count;
    }

    private IQueryable<Campaign> Due(DateOnly night, DateTimeOffset midnight)
    {
        // No campaign has a score from before its end.
        var (since, first) = (midnight - Reach, night.AddDays(-Reach.Days));
        return db.Campaigns.Where(campaign =>
            (campaign.State == CampaignState.Sent || campaign.State == CampaignState.Closed || campaign.State == CampaignState.Stopped)
            && campaign.FinishedAt < midnight
            && campaign.FinishedAt > since
            && !db.ReputationScores.Any(score =>
                score.AccountId == campaign.AccountId && score.CampaignId == campaign.Id && score.Frozen && score.Night < night && score.Night >= first));
    }

    private async Task<Dictionary<(Guid Account, Guid Campaign), Dictionary<EventKind, long>>> CountsAsync(DateOnly night, DateTimeOffset midnight, CancellationToken ct)
    {
        var sums = await (
            from campaign in Due(night, midnight)
            join counter in db.EventCounters on new { campaign.AccountId, CampaignId = campaign.Id } equals new { counter.AccountId, counter.CampaignId }
            where counter.Day < night
            group counter.Count by new { counter.AccountId, counter.CampaignId, counter.Kind } into kind
            select new { kind.Key.AccountId, kind.Key.CampaignId, kind.Key.Kind, Count = kind.Sum() })
            .ToListAsync(ct);
        return sums.GroupBy(sum => (sum.AccountId, sum.CampaignId))
            .ToDictionary(campaign => campaign.Key, campaign => campaign.ToDictionary(sum => sum.Kind, sum => sum.Count));
    }

    private static ReputationScore Score(Ended campaign, DateOnly night, Counts counts, bool frozen, DateTimeOffset scheduledFor)
    {
        var index = ReputationIndex.Compute(counts);
        return new ReputationScore
        {
            AccountId = campaign.AccountId,
            CampaignId = campaign.Id,
            Night = night,
            Formula = Parameters.Version,
            Counts = CampaignCounts.Write(counts),
            Parameters = Constants,
            Index = index.Index,
            Raw = index.Raw,
            Cap = index.Cap,
            Confidence = index.Confidence,
            Frozen = frozen,
            ComputedAt = scheduledFor,
        };
    }

    // Thousands of rows in one night: a third of the time that single inserts take.
    private async Task CopyAsync(List<ReputationScore> scores, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy app.reputation_scores (account_id, campaign_id, night, formula, counts, parameters, index, raw, cap, confidence, frozen, computed_at) from stdin (format binary)", ct);
        foreach (var score in scores)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(score.AccountId, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(score.CampaignId, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(score.Night, NpgsqlDbType.Date, ct);
            await copy.WriteAsync(score.Formula, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(score.Counts, NpgsqlDbType.Jsonb, ct);
            await copy.WriteAsync(score.Parameters, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(score.Index, NpgsqlDbType.Double, ct);
            await copy.WriteAsync(score.Raw, NpgsqlDbType.Double, ct);
            await (score.Cap is { } cap ? copy.WriteAsync(cap, NpgsqlDbType.Double, ct) : copy.WriteNullAsync(ct));
            await copy.WriteAsync(score.Confidence, NpgsqlDbType.Double, ct);
            await copy.WriteAsync(score.Frozen, NpgsqlDbType.Boolean, ct);
            await copy.WriteAsync(score.ComputedAt, NpgsqlDbType.TimestampTz, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private async Task CloseAsync(Guid[] frozen, DateTimeOffset now, CancellationToken ct)
    {
        var campaigns = await db.Campaigns.Where(campaign => campaign.State == CampaignState.Sent && frozen.Contains(campaign.Id)).ToListAsync(ct);
        campaigns.ForEach(campaign => campaign.Close());
        await db.WriteAllAsync([.. campaigns.Select(campaign => (campaign.AccountId, campaign.Id))], "nightly reputation", "campaign.closed", "Its reputation index is final.", now, ct);
        await db.SaveChangesAsync(ct);
    }

    // Without its content, which is most of a campaign.
    private sealed record Ended(Guid AccountId, Guid Id, DateTimeOffset FinishedAt, bool TracksOpens, bool TracksClicks);
}
