using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;
using Moderation.Web.Pages.Shared;

namespace Moderation.Web.Pages.Queue;

/// <summary>Says what happened to a campaign since it was opened: who and when.</summary>
internal static class Staleness
{
    public static async Task<string> SayAsync(ModerationDb db, Guid account, Guid campaignId, DecisionInput input, CancellationToken ct)
    {
        var campaign = await db.Campaigns.AsNoTracking().SingleAsync(c => c.AccountId == account && c.Id == campaignId, ct);
        var decision = await db.Decisions.AsNoTracking()
            .Where(d => d.AccountId == account && d.CampaignId == campaignId && d.CampaignVersion >= input.Version)
            .OrderByDescending(d => d.At)
            .FirstOrDefaultAsync(ct);
        if (decision is not null)
        {
            var undone = decision.UndoneAt is { } at ? $" It was undone on {Words.Time(at)}." : "";
            return $"{decision.ByName} {Words.Past(decision.Kind)} this campaign on {Words.Time(decision.At)}.{undone}";
        }

        if (campaign.SubmissionId == input.SubmissionId && campaign.ContentHash == input.ContentHash)
        {
            return await LastStepAsync(db, campaign, ct);
        }

        if (campaign.ContentHash == input.ContentHash)
        {
            return "The rules have judged this content again since you opened it. Look at the findings below.";
        }

        var editor = await db.Users.Where(user => user.Id == campaign.EditedBy).Select(user => user.DisplayName).SingleOrDefaultAsync(ct) ?? "somebody";
        var again = campaign.AwaitsDecision ? " It was submitted again; below is the new content." : "";
        return $"The content was edited by {editor} on {Words.Time(campaign.EditedAt)}.{again}";
    }

    private static async Task<string> LastStepAsync(ModerationDb db, Campaign campaign, CancellationToken ct)
    {
        var last = await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.AccountId == campaign.AccountId && entry.CampaignId == campaign.Id)
            .OrderByDescending(entry => entry.Position)
            .FirstOrDefaultAsync(ct);
        return last is null
            ? "This campaign has changed since you opened it."
            : $"{last.Actor} changed this campaign on {Words.Time(last.At)}: {StepWords.Of(last.Action).ToLowerInvariant()}.";
    }
}
