using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Queue;

/// <summary>Takes, keeps and gives back claims.</summary>
public static class Claims
{
    /// <summary>Takes a claim, or keeps one's own, for another <see cref="Claim.Lease"/>; nothing happens while another person holds it.</summary>
    /// <returns>The claim as it stands now: of the reviewer, or of the other person.</returns>
    public static async Task<Claim> TakeClaimAsync(this ModerationDb db, Guid account, Guid campaign, Reviewer by, DateTimeOffset now, CancellationToken ct)
    {
        var until = now + Claim.Lease;
        // One statement, so that of two people who press at once exactly one gets it.
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into app.claims as held (account_id, campaign_id, user_id, user_name, until)
            values ({account}, {campaign}, {by.Id}, {by.Name}, {until})
            on conflict (account_id, campaign_id) do update
            set user_id = excluded.user_id, user_name = excluded.user_name, until = excluded.until
            where held.user_id = excluded.user_id or held.until <= {now}
            """,
            ct);
        return await db.Claims.AsNoTracking().SingleAsync(claim => claim.AccountId == account && claim.CampaignId == campaign, ct);
    }

    /// <returns>Who is at it and until when, a sentence; null when nobody else is.</returns>
    public static async Task<string?> ClaimedByAnotherAsync(this ModerationDb db, Campaign campaign, Guid user, DateTimeOffset now, CancellationToken ct) =>
        await db.Claims.AsNoTracking().SingleOrDefaultAsync(c => c.AccountId == campaign.AccountId && c.CampaignId == campaign.Id, ct) is { } claim && claim.IsHeldByAnother(user, now)
            ? $"{claim.UserName} has claimed this campaign until {Words.Time(claim.Until)}. You can decide when the claim ends."
            : null;

    public static Task ReleaseClaimAsync(this ModerationDb db, Guid account, Guid campaign, Guid user, CancellationToken ct) =>
        db.Claims.Where(claim => claim.AccountId == account && claim.CampaignId == campaign && claim.UserId == user).ExecuteDeleteAsync(ct);
}
