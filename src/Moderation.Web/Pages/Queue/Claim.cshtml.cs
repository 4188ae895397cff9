using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Queue;

/// <summary>Takes, keeps and gives back the claim on a campaign; only ever by POST.</summary>
[Authorize(Policies.Staff)]
public sealed class ClaimModel(ModerationDb db, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid AccountId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid CampaignId { get; set; }

    public IActionResult OnGet() => RedirectToReview();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var me = await Reviewer.OfAsync(db, User, ct);
        if (await TakeAsync(me, isNew: true, ct) is not { } claim)
        {
            return NotFound();
        }

        if (claim.UserId == me.Id)
        {
            TempData["Message"] = $"Claimed until {Words.Time(claim.Until)}.";
        }
        else
        {
            TempData["Warning"] = Held(claim);
        }

        return RedirectToReview();
    }

    /// <summary>Sent by script once a minute while the page is open.</summary>
    public async Task<IActionResult> OnPostHeartbeatAsync(CancellationToken ct)
    {
        var me = await Reviewer.OfAsync(db, User, ct);
        return await TakeAsync(me, isNew: false, ct) switch
        {
            null => NotFound(),
            { } claim when claim.UserId == me.Id => Content(Words.Time(claim.Until)),
            { } claim => new ContentResult { StatusCode = StatusCodes.Status409Conflict, Content = Held(claim) },
        };
    }

    public async Task<IActionResult> OnPostReleaseAsync(CancellationToken ct)
    {
        await db.ReleaseClaimAsync(AccountId, CampaignId, User.Id(), ct);
        return RedirectToReview();
    }

    private async Task<Claim?> TakeAsync(Reviewer me, bool isNew, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var waits = await db.InQueue().AnyAsync(c => c.AccountId == AccountId && c.Id == CampaignId, ct);
        if (!waits)
        {
            return null;
        }

        var claim = await db.TakeClaimAsync(AccountId, CampaignId, me, now, ct);
        if (isNew && claim.UserId == me.Id)
        {
            await db.WriteAsync(AccountId, me.Id, me.Name, "campaign.claimed", CampaignId, $"Until {Words.Time(claim.Until)}.", now, ct);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return claim;
    }

    private static string Held(Claim claim) => $"{claim.UserName} has claimed this campaign until {Words.Time(claim.Until)}. You can look, but not decide.";

    private RedirectToPageResult RedirectToReview() => RedirectToPage("Review", QueueFilter.From(Request.Query).Query(AccountId, CampaignId));
}
