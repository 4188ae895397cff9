using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Web.Data;
using Moderation.Web.Intake;

namespace Moderation.Web.Feedback.Tracking;

internal static class Settling
{
    /// <summary>
    /// At the release: what of the campaign is counted, and where its links lead. A campaign that was held in the middle keeps what
    /// its first mail said.
    /// </summary>
    public static async Task SettleTrackingAsync(this EngineDb db, Campaign campaign, SubmittedCampaign submitted, CancellationToken ct)
    {
        if (campaign.HasBegun)
        {
            return;
        }

        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == campaign.AccountId, ct);
        var content = FrozenContent.Read(submitted.FrozenContent);
        var targets = account.TrackClicks ? TrackedLinks.Targets(ContentMessage.Html(content), content.Text) : [];
        var domain = await db.Senders.AsNoTracking().Where(s => s.AccountId == campaign.AccountId && s.Id == submitted.SenderId).Select(s => s.SendingDomain!).SingleAsync(ct);
        campaign.Track(account.TrackOpens && content.Html is not null, targets.Count > 0, domain.VerifiedTrackingHost);
        db.CampaignLinks.AddRange(targets.Select((url, i) => new CampaignLink { AccountId = campaign.AccountId, CampaignId = campaign.Id, Number = i + 1, Url = url }));
    }
}
