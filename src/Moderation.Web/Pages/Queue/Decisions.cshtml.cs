using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Queue;

/// <summary>What the signed-in person has decided, newest first, and what became of it.</summary>
[Authorize(Policies.Staff)]
public sealed class DecisionsModel(ModerationDb db) : PageModel
{
    private const int PageSize = 50;

    /// <summary>Only decisions before this time.</summary>
    [BindProperty(SupportsGet = true)]
    public DateTimeOffset? Before { get; set; }

    public IReadOnlyList<PastDecision> Rows { get; private set; } = [];

    public DateTimeOffset? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var me = User.Id();
        var decisions = db.Decisions.AsNoTracking().Where(decision => decision.By == me);
        if (Before is { } before)
        {
            decisions = decisions.Where(decision => decision.At < before);
        }

        var rows = await (
            from decision in decisions
            join campaign in db.Campaigns on new { decision.AccountId, Id = decision.CampaignId } equals new { campaign.AccountId, campaign.Id }
            join account in db.Accounts on decision.AccountId equals account.Id
            orderby decision.At descending
            select new PastDecision(
                decision,
                campaign.Subject,
                account.Name,
                campaign.State,
                db.ReputationScores.Where(s => s.AccountId == campaign.AccountId && s.CampaignId == campaign.Id).OrderByDescending(s => s.Night).Select(s => (double?)s.Index).FirstOrDefault(),
                db.ReputationScores.Where(s => s.AccountId == campaign.AccountId && s.CampaignId == campaign.Id).OrderByDescending(s => s.Night).Select(s => (double?)s.Confidence).FirstOrDefault()))
            .Take(PageSize + 1)
            .ToListAsync(ct);
        Rows = [.. rows.Take(PageSize)];
        Next = rows.Count > PageSize ? Rows[^1].Decision.At : null;
    }
}

/// <param name="State">Where the campaign stands now.</param>
/// <param name="Index">Its latest RI-1; null when there is none.</param>
public sealed record PastDecision(Decision Decision, string Subject, string Account, CampaignState State, double? Index, double? Confidence);
