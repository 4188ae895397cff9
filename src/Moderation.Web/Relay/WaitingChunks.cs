using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;

namespace Moderation.Web.Relay;

internal static class WaitingChunks
{
    /// <summary>Those who waited for what the first recipients bring follow now.</summary>
    public static Task<int> LetChunksFollowAsync(this EngineDb db, Campaign campaign, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"update app.delivery_chunks set next_at = now() where account_id = {campaign.AccountId} and campaign_id = {campaign.Id} and state = 0 and next_at = 'infinity'", ct);
}
