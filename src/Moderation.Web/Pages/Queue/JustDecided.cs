using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Queue;

/// <summary>The reviewer's decision of a moment ago, with what can still be done about it. The server's clock decides.</summary>
/// <param name="Decision">As recorded.</param>
/// <param name="Subject">Of the campaign.</param>
/// <param name="UndoUntil">Until when an approval can be undone; null when it cannot.</param>
/// <param name="UndoLeft">How long that is.</param>
/// <param name="CanBeStopped">It is leaving, or about to.</param>
public sealed record JustDecided(Decision Decision, string Subject, DateTimeOffset? UndoUntil, TimeSpan UndoLeft, bool CanBeStopped)
{
    // An address that is kept and opened again tomorrow announces nothing.
    private static readonly TimeSpan Shown = TimeSpan.FromHours(1);

    public static async Task<JustDecided?> LoadAsync(ModerationDb db, Guid decisionId, Guid reviewer, DateTimeOffset now, CancellationToken ct)
    {
        var found = await (
            from decision in db.Decisions.AsNoTracking()
            where decision.By == reviewer && decision.Id == decisionId && decision.At > now - Shown && decision.UndoneAt == null
            join campaign in db.Campaigns.AsNoTracking()
                on new { decision.AccountId, Id = decision.CampaignId } equals new { campaign.AccountId, campaign.Id }
            select new { decision, campaign }).SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return null;
        }

        var until = found.decision.Kind == DecisionKind.Approve && found.campaign.CanBeUndone(now) ? found.campaign.ReleaseAt : null;
        return new JustDecided(
            found.decision,
            found.campaign.Subject,
            until,
            until - now ?? TimeSpan.Zero,
            found.campaign.State is CampaignState.Releasing or CampaignState.Scheduled or CampaignState.Sending or CampaignState.Paused);
    }
}
