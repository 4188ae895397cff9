using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;

namespace Moderation.Web.Relay;

/// <summary>Ends a campaign when every recipient has an outcome.</summary>
public sealed class Finish(EngineDb db, TimeProvider clock, ILogger<Finish> log)
{
    /// <summary>Does nothing while a chunk is open, or when the campaign does not send.</summary>
    public async Task RunAsync(Guid account, Guid campaignId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.AccountId == account && c.Id == campaignId && c.State == CampaignState.Sending, ct);
        if (campaign is null || await HasOpenChunkAsync(account, campaignId, ct))
        {
            return;
        }

        var now = clock.GetUtcNow();
        campaign.Finish(now);
        var progress = await db.CampaignProgress.AsNoTracking().SingleOrDefaultAsync(p => p.AccountId == account && p.CampaignId == campaignId, ct);
        await db.VolumeReservations.Where(r => r.AccountId == account && r.CampaignId == campaignId).ExecuteDeleteAsync(ct);
        await db.WriteAsync(
            account, null, "Relay", "campaign.sent", campaignId, $"{progress?.Accepted:N0} accepted, {progress?.Refused:N0} refused, {progress?.Suppressed:N0} not sent because of an opt-out or a bounce", now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        log.LogInformation("Campaign {Campaign} is sent", campaignId);
    }

    private Task<bool> HasOpenChunkAsync(Guid account, Guid campaign, CancellationToken ct) =>
        db.Database.SqlQuery<bool>($"""select exists (select from app.delivery_chunks where account_id = {account} and campaign_id = {campaign} and state < 2) as "Value" """).SingleAsync(ct);
}
