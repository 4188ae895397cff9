using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Reputation;
using Moderation.Web.Data;

namespace Moderation.Web.Intake;

/// <summary>
/// A correct mass mailing: at least 50 recipients, sent to the end, and 72 h later neither complaints nor hard bounces beyond
/// the warning limit by RI-1's r, not by the raw rate, which a small mailing would cross with one event.
/// </summary>
public static class CorrectMailings
{
    public const int SmallestAudience = 50;
    public static readonly TimeSpan Wait = TimeSpan.FromHours(72);

    // Few accounts need a second portion to find enough.
    private const int Portion = 20;

    /// <summary>The subjects of the first ones, oldest first; it stops looking once there are <paramref name="enough"/>.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(ModerationDb db, Guid account, int enough, DateTimeOffset now, CancellationToken ct)
    {
        var correct = new List<string>();
        for (var skip = 0; correct.Count < enough; skip += Portion)
        {
            var portion = await PortionAsync(db, account, now - Wait, skip, ct);
            correct.AddRange(portion.Where(mailing => mailing.IsCorrect).Select(mailing => mailing.Subject));
            if (portion.Count < Portion)
            {
                break;
            }
        }

        return correct;
    }

    private static async Task<List<(string Subject, bool IsCorrect)>> PortionAsync(ModerationDb db, Guid account, DateTimeOffset before, int skip, CancellationToken ct)
    {
        var candidates = await (
            from campaign in db.Campaigns.AsNoTracking()
            where campaign.AccountId == account && (campaign.State == CampaignState.Sent || campaign.State == CampaignState.Closed) && campaign.FinishedAt <= before
            join progress in db.CampaignProgress on new { campaign.AccountId, campaign.Id } equals new { progress.AccountId, Id = progress.CampaignId }
            where progress.Total >= SmallestAudience
            orderby campaign.FinishedAt, campaign.Id
            select new
            {
                campaign.Subject,
                Attempted = db.EventCounters.Where(c => c.AccountId == account && c.CampaignId == campaign.Id && c.Kind == EventKind.Attempted).Sum(c => c.Count),
                Delivered = db.EventCounters.Where(c => c.AccountId == account && c.CampaignId == campaign.Id && c.Kind == EventKind.Delivered).Sum(c => c.Count),
                HardBounced = db.EventCounters.Where(c => c.AccountId == account && c.CampaignId == campaign.Id && c.Kind == EventKind.HardBounced).Sum(c => c.Count),
                Complained = db.EventCounters.Where(c => c.AccountId == account && c.CampaignId == campaign.Id && c.Kind == EventKind.Complained).Sum(c => c.Count),
            }).Skip(skip).Take(Portion).ToListAsync(ct);
        return [.. candidates.Select(c =>
            (c.Subject, !Consequences.CallForModeration(Counts.None with { Complaint = new Count(c.Complained, c.Delivered), HardBounce = new Count(c.HardBounced, c.Attempted) })))];
    }
}
