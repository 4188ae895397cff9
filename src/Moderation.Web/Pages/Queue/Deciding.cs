using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Rules.Content;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Relay;

namespace Moderation.Web.Pages.Queue;

/// <summary>
/// Carries out a decision in one transaction. It is bound to the content, the judgement and the version that were on the
/// screen: of two people who decide at once one wins, and whatever changed in between voids the other's decision.
/// </summary>
public sealed class Deciding(ModerationDb db, CampaignIntake intake, NetworkChecks checks, ReleaseSchedule release, IntakeOptions options, TimeProvider clock)
{
    /// <returns>Null when there is no such campaign.</returns>
    public async Task<DecisionResult?> DecideAsync(Guid account, Guid campaignId, DecisionInput input, Reviewer by, CancellationToken ct)
    {
        var network = await NetworkAsync(account, campaignId, input, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(account, ct);
        var now = clock.GetUtcNow();
        var campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.AccountId == account && c.Id == campaignId, ct);
        if (campaign is null)
        {
            return null;
        }

        if (await ObjectionAsync(campaign, input, by, now, ct) is { } objection)
        {
            return objection;
        }

        var submission = await db.Submissions.SingleAsync(s => s.AccountId == account && s.Id == campaign.SubmissionId, ct);
        var judgement = CampaignIntake.ReadJudgement(submission);
        var reasons = Reasons.Known(input.Reasons, judgement);
        if (Incomplete(campaign, input, reasons, judgement) is { } incomplete)
        {
            return incomplete;
        }

        if (input is { Kind: DecisionKind.Approve, Pool: { } pool } && !await db.SendingIps.AnyAsync(ip => ip.Pool == pool && ip.StoppedAt == null, ct))
        {
            return new DecisionResult.Incomplete("Input.Pool", "No address of this class may send. Choose another class, or leave it open.");
        }

        try
        {
            var result = input.Kind == DecisionKind.Approve ? await RefuseApprovalAsync(campaign, submission, network, by, now, ct) : null;
            if (result is null)
            {
                Apply(campaign, submission, input, by, now);
                result = await RecordAsync(campaign, input, reasons, by, now, ct);
            }

            await transaction.CommitAsync(ct);
            return result;
        }
        catch (DbUpdateConcurrencyException)
        {
            await transaction.RollbackAsync(ct);
            db.ChangeTracker.Clear();
            return new DecisionResult.Conflict(await Staleness.SayAsync(db, account, campaignId, input, ct));
        }
    }

    // What an approval rests on is seen again; a decision that will be refused anyway asks nobody outside.
    private async Task<NetworkFacts> NetworkAsync(Guid account, Guid id, DecisionInput input, CancellationToken ct) =>
        input.Kind == DecisionKind.Approve
        && await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.AccountId == account && c.Id == id, ct) is { AwaitsDecision: true } campaign
        && campaign.Version == input.Version
        && await db.Submissions.AsNoTracking().SingleOrDefaultAsync(s => s.AccountId == account && s.Id == campaign.SubmissionId, ct) is { } submitted
            ? await checks.OfFrozenAsync(db, campaign, submitted, ct)
            : NetworkFacts.None;

    private async Task<DecisionResult?> ObjectionAsync(Campaign campaign, DecisionInput input, Reviewer by, DateTimeOffset now, CancellationToken ct)
    {
        if (SelfApproval.Objection(campaign, by.Id, by.AccountId) is { } self)
        {
            return new DecisionResult.Forbidden(self);
        }

        var isStale = !campaign.AwaitsDecision || campaign.Version != input.Version || campaign.ContentHash != input.ContentHash || campaign.SubmissionId != input.SubmissionId;
        if (isStale)
        {
            return new DecisionResult.Conflict(await Staleness.SayAsync(db, campaign.AccountId, campaign.Id, input, ct));
        }

        return await db.ClaimedByAnotherAsync(campaign, by.Id, now, ct) is { } claimed ? new DecisionResult.Conflict(claimed) : null;
    }

    private static DecisionResult.Incomplete? Incomplete(Campaign campaign, DecisionInput input, IReadOnlyList<string> reasons, Judgement judgement) => input switch
    {
        { Kind: DecisionKind.Return } when campaign.HasBegun =>
            new("Input.Kind", "Some recipients may have it already, so it cannot be changed any more. Approve it, and it goes on, or reject it, and it ends."),
        { Kind: null } => new("Input.Kind", "No decision was chosen. Press one of the buttons below."),
        { KeptNote.Length: > DecisionInput.LongestNote } =>
            new("Input.Note", $"The note has {input.KeptNote.Length:N0} characters; {DecisionInput.LongestNote:N0} are kept. Shorten it."),
        { Kind: DecisionKind.Return or DecisionKind.Reject } when reasons.Count == 0 =>
            new("Input.Reasons", "Tick at least one reason, so that the marketer knows what to mend."),
        { Kind: DecisionKind.Approve } when input.Conditions.Objection(SendingLimits.Usual.HardBounce) is { } objection => new("Input.Canary", objection),
        { Kind: DecisionKind.Approve, KeptNote.Length: 0 } when Law.AllowsAppeal(judgement) =>
            new("Input.Note", "The rules block this. Write why the block is lifted: for this content only, and with your name."),
        _ => null,
    };

    private async Task<DecisionResult?> RefuseApprovalAsync(Campaign campaign, SubmittedCampaign submission, NetworkFacts network, Reviewer by, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.ContentHashAsync(options, submission, ct) != campaign.ContentHash)
        {
            return new DecisionResult.Forbidden("The stored content is not the one that was submitted, so it cannot be approved. Return it, so that it is submitted again.");
        }

        var look = await intake.LookAgainAsync(campaign, submission, network, ct);
        if (look.Judgement.Findings.FirstOrDefault(finding => finding.Rule == MailUnsendable.Code) is { } unsendable)
        {
            return new DecisionResult.Forbidden($"No mail server could take this message: {unsendable.Message} Return it, so that it is mended.");
        }

        if (look.Judgement.Findings.FirstOrDefault(finding => finding.Severity == Severity.Block && Law.Covers(finding.Rule)) is { } block)
        {
            return new DecisionResult.Forbidden($"Nobody can lift this block: {block.Message} Return it, so that it is mended.");
        }

        if (look.Worse.Count == 0)
        {
            await intake.ReserveAsync(campaign, look.Recipients, ct);
            return null;
        }

        await new WaitingCampaign(campaign, submission).JudgeAgainAsync(db, look.Judgement, look.Recipients, (by.Id, by.Name), string.Join(" ", look.Worse), now, ct);
        return new DecisionResult.Worse(look.Worse);
    }

    private static void Apply(Campaign campaign, SubmittedCampaign submission, DecisionInput input, Reviewer by, DateTimeOffset now)
    {
        switch (input.Kind)
        {
            case DecisionKind.Approve:
                campaign.Approve(input.ContentHash, now, input.Conditions);
                break;
            case DecisionKind.Return:
                campaign.Return(input.ContentHash);
                break;
            case DecisionKind.Reject:
                campaign.Reject(input.ContentHash, by.Id);
                submission.RejectedAt = now;
                break;
            case DecisionKind.Defer:
                campaign.Defer(input.ContentHash);
                break;
            default:
                campaign.Escalate(input.ContentHash, by.Id);
                break;
        }
    }

    private async Task<DecisionResult.Done> RecordAsync(Campaign campaign, DecisionInput input, IReadOnlyList<string> reasons, Reviewer by, DateTimeOffset now, CancellationToken ct)
    {
        var decision = new Decision
        {
            AccountId = campaign.AccountId,
            CampaignId = campaign.Id,
            SubmissionId = input.SubmissionId,
            Kind = input.Kind!.Value,
            // Ticked reasons say what is wrong; an approval says that nothing is.
            Reasons = input.Kind == DecisionKind.Approve ? [] : reasons,
            Note = input.KeptNote,
            ContentHash = input.ContentHash,
            CampaignVersion = input.Version,
            By = by.Id,
            ByName = by.Name,
            At = now,
        };
        db.Decisions.Add(decision);
        var conditions = input is { Kind: DecisionKind.Approve, Conditions.IsEmpty: false } ? $" Conditions: {input.Conditions}" : "";
        await db.WriteAsync(campaign.AccountId, by.Id, by.Name, Words.Action(decision.Kind), campaign.Id, Words.Detail(decision) + conditions, now, ct);
        await db.SaveChangesAsync(ct);
        await db.ReleaseClaimAsync(campaign.AccountId, campaign.Id, by.Id, ct);
        if (campaign.ReleaseAt is not null)
        {
            await release.ScheduleAsync(campaign, ct);
        }
        else if (decision.Kind == DecisionKind.Approve)
        {
            // Its time has passed: what does not leave by itself reserves nothing.
            await intake.FreeReservationAsync(campaign, ct);
        }

        return new DecisionResult.Done(decision);
    }
}
