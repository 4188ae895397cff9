using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.Intake;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>The form in which a marketer asks a project manager to lift a block.</summary>
/// <param name="Version">The campaign's version that was on the screen.</param>
public sealed record AppealForm(int Version)
{
    public const int LongestReason = 2_000;
}

public static class Appealing
{
    public const string Done = "A project manager is asked. What you submitted stands as it is; an edit takes the question back.";

    /// <summary>Takes a blocked campaign to the queue. The caller saves and commits.</summary>
    /// <exception cref="InvalidTransitionException">It cannot be appealed, or the reason is none.</exception>
    public static async Task AppealAsync(this ModerationDb db, Campaign campaign, SubmittedCampaign submitted, string reason, (Guid Id, string Name) by, DateTimeOffset now, CancellationToken ct)
    {
        var kept = new string([.. reason.Trim().Where(c => !char.IsControl(c) || c is '\n' or '\t')]);
        if (kept.Length > AppealForm.LongestReason)
        {
            throw new InvalidTransitionException($"The reason has {kept.Length:N0} characters; {AppealForm.LongestReason:N0} are kept. Shorten it.");
        }

        var judgement = CampaignIntake.ReadJudgement(submitted);
        campaign.AppealBlock(judgement, kept, now, QueueOrder.Due(now, campaign.SendAt, judgement));
        await db.WriteAsync(campaign.AccountId, by.Id, by.Name, "campaign.appealed", campaign.Id, kept, now, ct);
    }
}
