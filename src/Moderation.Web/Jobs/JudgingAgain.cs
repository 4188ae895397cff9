using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Intake.Purchase;

namespace Moderation.Web.Jobs;

/// <summary>
/// Judges what waits for a decision by a new version of the policy and touches only that of which the verdict becomes worse: for
/// the rest, what reviewers have on their screens stands. Running it again finds nothing to do.
/// </summary>
public sealed class JudgingAgain(EngineDb db, TimeProvider clock, IntakeOptions options, Overlaps overlaps)
{
    private const string Actor = "Policy";

    /// <returns>How many became worse.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var policy = await db.CurrentPolicyAsync(ct);
        var waiting = await db.Campaigns.AsNoTracking()
            .Where(c => c.State == CampaignState.Held || c.State == CampaignState.Escalated || c.State == CampaignState.Deferred)
            .Join(db.Submissions, c => new { c.AccountId, Id = c.SubmissionId }, s => new { s.AccountId, Id = (Guid?)s.Id }, (c, s) => new { c.AccountId, c.Id, c.DueAt, s.PolicyVersion })
            .Where(c => c.PolicyVersion < policy.Version)
            .OrderBy(c => c.DueAt)
            .Select(c => new { c.AccountId, c.Id })
            .ToListAsync(ct);
        var worse = 0;
        foreach (var campaign in waiting)
        {
            worse += await JudgeAsync(policy, campaign.AccountId, campaign.Id, ct) ? 1 : 0;
            db.ChangeTracker.Clear();
        }

        return worse;
    }

    private async Task<bool> JudgeAsync(Policy policy, Guid account, Guid id, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(account, ct);
        // Somebody may have decided meanwhile.
        if (await WaitingCampaign.FindAsync(db, account, id, ct) is not { } waiting)
        {
            return false;
        }

        var shown = CampaignIntake.ReadJudgement(waiting.Submitted);
        // Nothing is fetched: what the network showed stands, weighed anew.
        var look = await new CampaignIntake(db, clock, options, overlaps).LookAgainAsync(waiting.Campaign, waiting.Submitted, NetworkFacts.None, ct);
        var judgement = Judge.Reweigh(shown, await db.PolicyAsync(shown.PolicyVersion, ct), look.Judgement, policy);
        if (judgement.Verdict <= shown.Verdict)
        {
            return false;
        }

        var why = string.Join(" ", JudgementDifference.Worse(shown, judgement).Select(finding => finding.Message));
        await waiting.JudgeAgainAsync(db, judgement, look.Recipients, (null, Actor), $"By version {policy.Version} of the policy. {why}", clock.GetUtcNow(), ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
