using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;
using Moderation.Web.Intake;

namespace Moderation.Web.Relay;

/// <summary>
/// An approved campaign whose time has passed leaves now or at another time, by one press of its marketer or of staff. The
/// approval stands; the release looks at content and facts once more, as always.
/// </summary>
public sealed class PlanningAgain(ModerationDb db, CampaignIntake intake, ReleaseSchedule release, TimeProvider clock)
{
    /// <returns>Null when there is no such campaign.</returns>
    /// <param name="account">Whose campaign.</param>
    /// <param name="campaignId">Which one.</param>
    /// <param name="sendAt">Null is now.</param>
    /// <param name="by">Who chose.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<PlannedAgain?> RunAsync(Guid account, Guid campaignId, DateTimeOffset? sendAt, (Guid Id, string Name) by, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(account, ct);
        var campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.AccountId == account && c.Id == campaignId, ct);
        if (campaign is null)
        {
            return null;
        }

        try
        {
            var now = clock.GetUtcNow();
            campaign.PlanAgain(sendAt, now);
            var recipients = await db.Submissions.Where(s => s.AccountId == account && s.Id == campaign.SubmissionId).Select(s => s.Recipients).SingleAsync(ct);
            await intake.ReserveAsync(campaign, recipients, ct);
            var said = sendAt is null ? "It leaves in half a minute." : $"It leaves on {sendAt.Value.UtcDateTime:d MMM yyyy, HH:mm} UTC.";
            await db.WriteAsync(account, by.Id, by.Name, "campaign.planned-again", campaignId, said, now, ct);
            await db.SaveChangesAsync(ct);
            await release.ScheduleAsync(campaign, ct);
            await transaction.CommitAsync(ct);
            return new PlannedAgain(true, said);
        }
        catch (InvalidTransitionException e)
        {
            return new PlannedAgain(false, e.Message);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new PlannedAgain(false, "The campaign moved on at the same moment. This is where it stands now.");
        }
    }
}

/// <param name="IsDone">Whether it leaves now.</param>
/// <param name="Sentence">For the person who chose.</param>
public sealed record PlannedAgain(bool IsDone, string Sentence);
