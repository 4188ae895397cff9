using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.People;
using Moderation.Web.Relay;

namespace Moderation.Web.Pages.Campaigns;

[Authorize(Policies.Marketer)]
public sealed class IndexModel(ModerationDb db, TimeProvider clock) : PageModel
{
    private const int PageSize = 50;

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    // Not "page": Razor Pages keeps that name for the route.
    [BindProperty(SupportsGet = true, Name = "number")]
    public int Number { get; set; } = 1;

    public bool HasMore { get; private set; }

    public int YourTurn => Rows.Count(row => row.Words.IsYourTurn);

    public async Task OnGetAsync(CancellationToken ct)
    {
        Number = Math.Clamp(Number, 1, 10_000);
        var rows = await (
            from campaign in db.Campaigns.AsNoTracking()
            join list in db.Lists on new { campaign.AccountId, Id = campaign.ListId } equals new { list.AccountId, Id = (Guid?)list.Id } into lists
            from list in lists.DefaultIfEmpty()
            join submission in db.Submissions on new { campaign.AccountId, Id = campaign.SubmissionId } equals new { submission.AccountId, Id = (Guid?)submission.Id } into submissions
            from submission in submissions.DefaultIfEmpty()
            join progress in db.CampaignProgress on new { campaign.AccountId, campaign.Id } equals new { progress.AccountId, Id = progress.CampaignId } into running
            from progress in running.DefaultIfEmpty()
            let last = db.Decisions.Where(d => d.AccountId == campaign.AccountId && d.CampaignId == campaign.Id && d.UndoneAt == null)
                .OrderByDescending(d => d.At).Select(d => (DecisionKind?)d.Kind).FirstOrDefault()
            orderby campaign.EditedAt > campaign.CreatedAt ? campaign.EditedAt : campaign.CreatedAt descending
            select new
            {
                campaign.Id,
                campaign.Subject,
                campaign.State,
                campaign.SendAt,
                campaign.ReleaseAt,
                Changed = campaign.SubmittedAt ?? (campaign.EditedAt > campaign.CreatedAt ? campaign.EditedAt : campaign.CreatedAt),
                List = list == null ? null : list.Name,
                Recipients = progress != null ? progress.Total : submission == null ? (int?)null : submission.Recipients,
                Last = last,
                IsApproved = campaign.ApprovedHash != null,
                IsAppealed = campaign.AppealedAt != null,
            }).Skip((Number - 1) * PageSize).Take(PageSize + 1).ToListAsync(ct);
        HasMore = rows.Count > PageSize;
        var isWaiting = rows.Exists(row => row.State == CampaignState.Sending) && (await RelayHealth.ReadAsync(db, clock.GetUtcNow(), ct)).NothingLeaves;
        Rows = [.. rows.Take(PageSize).Select(row => new Row(
            row.Id,
            row.Subject.Length == 0 ? "Without a subject" : row.Subject,
            row.State == CampaignState.Sending && isWaiting ? CampaignWords.Of(row.State, isReturned: false).Waiting() : CampaignWords.Of(row.State, row.Last == DecisionKind.Return, row.IsApproved, row.IsAppealed),
            row.Changed,
            row.State is CampaignState.Scheduled ? row.ReleaseAt : null,
            row.List,
            row.Recipients,
            row.State))];
    }

    public sealed record Row(Guid Id, string Subject, CampaignWords Words, DateTimeOffset Changed, DateTimeOffset? LeavesAt, string? List, int? Recipients, CampaignState State);
}
