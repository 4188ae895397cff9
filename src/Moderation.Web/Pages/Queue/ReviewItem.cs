using Microsoft.EntityFrameworkCore;
using Moderation.Audit;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Customer = Moderation.Accounts.Account;

namespace Moderation.Web.Pages.Queue;

/// <summary>Everything that the review page shows about one campaign.</summary>
public sealed record ReviewItem(
    Campaign Campaign,
    Customer Account,
    SubmittedCampaign? Submission,
    Content? Content,
    Judgement? Judgement,
    Claim? Claim,
    Decision? LastDecision,
    IReadOnlyList<AuditEntry> Steps,
    SenderHistory History)
{
    /// <summary>Nothing speaks against this mailing itself: one key approves it.</summary>
    public bool IsClean => Judgement is { } judgement && !judgement.Findings.Any(QueueOrder.QuestionsContent);

    /// <summary>What a reviewer looks at first.</summary>
    public static async Task<ReviewItem?> LoadAsync(ModerationDb db, Guid account, Guid id, DateTimeOffset now, CancellationToken ct)
    {
        var campaign = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.AccountId == account && c.Id == id, ct);
        if (campaign is null)
        {
            return null;
        }

        var submission = await db.Submissions.AsNoTracking().SingleOrDefaultAsync(s => s.AccountId == account && s.Id == campaign.SubmissionId, ct);
        return new ReviewItem(
            campaign,
            await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == account, ct),
            submission,
            submission is null ? null : FrozenContent.Read(submission.FrozenContent),
            submission is null ? null : CampaignIntake.ReadJudgement(submission),
            await db.Claims.AsNoTracking().SingleOrDefaultAsync(c => c.AccountId == account && c.CampaignId == id && c.Until > now, ct),
            await db.Decisions.AsNoTracking().Where(d => d.AccountId == account && d.CampaignId == id).OrderByDescending(d => d.At).FirstOrDefaultAsync(ct),
            await db.AuditEntries.AsNoTracking().Where(e => e.AccountId == account && e.CampaignId == id && !e.Action.StartsWith("recipient.")).OrderByDescending(e => e.Position).Take(StepsShown).ToListAsync(ct),
            await SenderHistory.LoadAsync(db, account, id, now, ct));
    }

    private const int StepsShown = 30;
}

/// <summary>What this account has sent before.</summary>
/// <param name="Correct">The subjects of its correct mass mailings, oldest first.</param>
/// <param name="Needed">So many correct ones before a person may lift the probation.</param>
/// <param name="Mailings">The latest ones, newest first.</param>
public sealed record SenderHistory(IReadOnlyList<string> Correct, int Needed, IReadOnlyList<PastMailing> Mailings)
{
    private const int Shown = 6;

    private static readonly CampaignState[] Unfinished = [CampaignState.Draft, CampaignState.Blocked];

    public static async Task<SenderHistory> LoadAsync(ModerationDb db, Guid account, Guid except, DateTimeOffset now, CancellationToken ct)
    {
        var needed = (await db.CurrentPolicyAsync(ct)).Thresholds.CorrectMailings;
        return new(
            await CorrectMailings.OfAsync(db, account, needed, now, ct),
            needed,
            await db.Campaigns.AsNoTracking()
                .Where(c => c.AccountId == account && c.Id != except && !Unfinished.Contains(c.State) && c.SubmittedAt != null)
                .OrderByDescending(c => c.SubmittedAt)
                .Take(Shown)
                .Select(c => new PastMailing(
                    c.Id,
                    c.Subject,
                    c.State,
                    c.SubmittedAt!.Value,
                    db.CampaignProgress.Where(p => p.AccountId == account && p.CampaignId == c.Id).Select(p => (int?)p.Total).FirstOrDefault(),
                    db.ReputationScores.Where(s => s.AccountId == account && s.CampaignId == c.Id).OrderByDescending(s => s.Night).Select(s => (double?)s.Index).FirstOrDefault(),
                    db.ReputationScores.Where(s => s.AccountId == account && s.CampaignId == c.Id).OrderByDescending(s => s.Night).Select(s => (double?)s.Confidence).FirstOrDefault()))
                .ToListAsync(ct));
    }
}

/// <param name="Recipients">Deliveries made at release; null before.</param>
/// <param name="Index">The latest RI-1; null when there is none.</param>
/// <param name="Confidence">C of that index.</param>
public sealed record PastMailing(Guid Id, string Subject, CampaignState State, DateTimeOffset SubmittedAt, int? Recipients, double? Index, double? Confidence);
