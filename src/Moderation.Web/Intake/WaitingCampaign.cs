using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Data;

namespace Moderation.Web.Intake;

/// <summary>A campaign that waits for a decision, and the judgement that a reviewer has on the screen.</summary>
public sealed record WaitingCampaign(Campaign Campaign, SubmittedCampaign Submitted)
{
    /// <returns>Null when there is none, or somebody has decided.</returns>
    public static async Task<WaitingCampaign?> FindAsync(ModerationDb db, Guid account, Guid id, CancellationToken ct) =>
        await db.Campaigns.SingleOrDefaultAsync(c => c.AccountId == account && c.Id == id, ct) is { AwaitsDecision: true } campaign
        && await db.Submissions.AsNoTracking().SingleOrDefaultAsync(s => s.AccountId == account && s.Id == campaign.SubmissionId, ct) is { } submitted
            ? new WaitingCampaign(campaign, submitted)
            : null;

    /// <summary>Puts a later judgement in the place of the one on the screen, logs why, and saves. Call in a transaction, under <see cref="AccountLock"/>.</summary>
    public async Task JudgeAgainAsync(ModerationDb db, Judgement judgement, int recipients, (Guid? Id, string Name) by, string why, DateTimeOffset now, CancellationToken ct)
    {
        var again = Submitted.JudgedAgain(judgement, recipients, now);
        db.Submissions.Add(again);
        Campaign.JudgeAgain(again.Id);
        await db.WriteAsync(Campaign.AccountId, by.Id, by.Name, "campaign.judged-again", Campaign.Id, why, now, ct);
        await db.SaveChangesAsync(ct);
    }
}
