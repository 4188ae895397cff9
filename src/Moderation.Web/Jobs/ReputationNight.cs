using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Reputation;
using Moderation.Web.Data;

namespace Moderation.Web.Jobs;

/// <summary>
/// Computes RI-1 for every campaign above the threshold from its counters, each night until day 7 after its end, then freezes it.
/// All of it follows from the night and the counters of the days before it: a past night computed again gives the same bytes.
/// </summary>
public sealed class ReputationNight(EngineDb db)
{
    /// <summary>"Above 1,000": by attempted recipients; counting accepted ones would let the worst lists escape.</summary>
    public const long Threshold = 1_000;

    /// <summary>How long after its end a campaign's index still moves.</summary>
    public static readonly TimeSpan Moving = TimeSpan.FromDays(7);

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
        var campaigns = await Due(night, midnight).ToListAsync(ct);
        var events = await CountsAsync(night, midnight, ct);
        await db.ReputationScores
            .Where(score => score.Night == night)
            .ExecuteDeleteAsync(ct);
        var computed = 0;
        foreach (var campaign in campaigns)
        {
            if (events.TryGetValue((campaign.AccountId, campaign.Id), out var kinds) && kinds.GetValueOrDefault(EventKind.Attempted) > Threshold)
            {
                // A run by hand in the afternoon computes the coming night and must not freeze early.
                var frozen = (scheduledFor < midnight ? scheduledFor : midnight) >= campaign.FinishedAt + Moving;
                db.ReputationScores.Add(Score(campaign, night, CampaignCounts.Of(kinds), frozen, scheduledFor));
                await CloseAsync(campaign, frozen, scheduledFor, ct);
                computed++;
            }
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return computed;
    }

    private IQueryable<Campaign> Due(DateOnly night, DateTimeOffset midnight) =>
        db.Campaigns.Where(campaign =>
            (campaign.State == CampaignState.Sent || campaign.State == CampaignState.Closed || campaign.State == CampaignState.Stopped)
            && campaign.FinishedAt < midnight
            && campaign.FinishedAt > midnight - Reach
            && !db.ReputationScores.Any(score =>
                score.AccountId == campaign.AccountId && score.CampaignId == campaign.Id && score.Frozen && score.Night < night));

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

    private static ReputationScore Score(Campaign campaign, DateOnly night, Counts counts, bool frozen, DateTimeOffset scheduledFor)
    {
        var index = ReputationIndex.Compute(counts);
        return new ReputationScore
        {
            AccountId = campaign.AccountId,
            CampaignId = campaign.Id,
            Night = night,
            Formula = Parameters.Version,
            Counts = CampaignCounts.Write(counts),
            Parameters = JsonSerializer.Serialize(Enum.GetValues<Signal>().ToDictionary(signal => signal, Parameters.Of)),
            Index = index.Index,
            Raw = index.Raw,
            Cap = index.Cap,
            Confidence = index.Confidence,
            Frozen = frozen,
            ComputedAt = scheduledFor,
        };
    }

    private async Task CloseAsync(Campaign campaign, bool frozen, DateTimeOffset now, CancellationToken ct)
    {
        if (frozen && campaign.State == CampaignState.Sent)
        {
            campaign.Close();
            await db.WriteAsync(campaign.AccountId, null, "nightly reputation", "campaign.closed", campaign.Id, "Its reputation index is final.", now, ct);
        }
    }
}
