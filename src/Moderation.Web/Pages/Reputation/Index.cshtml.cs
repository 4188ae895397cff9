using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Reputation;
using Moderation.Web.Data;
using Moderation.Web.Jobs;
using Moderation.Web.Tenancy;
using Quartz;

namespace Moderation.Web.Pages.Reputation;

/// <summary>The latest RI-1 of each finished campaign: a marketer's own, or those of every account for staff.</summary>
public sealed class IndexModel(ModerationDb db, CurrentAccount current, ISchedulerFactory schedulers) : PageModel
{
    private const int PageSize = 50;

    /// <summary>Only campaigns that ended before this time.</summary>
    [BindProperty(SupportsGet = true)]
    public DateTimeOffset? Before { get; set; }

    public bool IsStaff => current.IsStaff;

    public IReadOnlyList<ReputationRow> Rows { get; private set; } = [];

    public DateTimeOffset? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var campaigns = db.Campaigns.AsNoTracking()
            .Where(c => (c.State == CampaignState.Sent || c.State == CampaignState.Closed || c.State == CampaignState.Stopped) && c.FinishedAt != null);
        if (Before is { } before)
        {
            campaigns = campaigns.Where(c => c.FinishedAt < before);
        }

        var rows = await (
            from campaign in campaigns
            join account in db.Accounts on campaign.AccountId equals account.Id
            orderby campaign.FinishedAt descending
            select new ReputationRow(
                campaign.AccountId,
                campaign.Id,
                account.Name,
                campaign.Subject,
                campaign.FinishedAt!.Value,
                db.EventCounters.Where(c => c.AccountId == campaign.AccountId && c.CampaignId == campaign.Id && c.Kind == EventKind.Attempted).Sum(c => c.Count),
                db.ReputationScores.Where(s => s.AccountId == campaign.AccountId && s.CampaignId == campaign.Id).OrderByDescending(s => s.Night).FirstOrDefault()))
            .Take(PageSize + 1)
            .ToListAsync(ct);
        Rows = [.. rows.Take(PageSize)];
        Next = rows.Count > PageSize ? Rows[^1].FinishedAt : null;
    }

    /// <summary>Computes the coming night now, with what has been counted so far.</summary>
    public async Task<IActionResult> OnPostComputeAsync(CancellationToken ct)
    {
        if (!User.IsInRole(Role.Admin))
        {
            return Forbid();
        }

        var scheduler = await schedulers.GetScheduler(ct);
        await scheduler.TriggerJob(NightlyReputation.Key, new JobDataMap { [NightlyReputation.ByHand] = "true" }, ct);
        TempData["Message"] = "The computation is scheduled. It takes a few seconds; load the page again to see it.";
        return RedirectToPage();
    }
}

/// <param name="Attempted">Deliveries with an outcome, whatever it was.</param>
/// <param name="Score">The latest night's; null when none was computed.</param>
public sealed record ReputationRow(Guid AccountId, Guid CampaignId, string Account, string Subject, DateTimeOffset FinishedAt, long Attempted, ReputationScore? Score);
