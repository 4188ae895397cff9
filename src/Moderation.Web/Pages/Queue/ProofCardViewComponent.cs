using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Queue;

/// <summary>Where the proof of consent of a campaign stands; beside its findings.</summary>
public sealed class ProofCardViewComponent(ModerationDb db) : ViewComponent
{
    /// <param name="account">Of the campaign.</param>
    /// <param name="campaign">Its id.</param>
    /// <param name="ask">Staff may ask: a finding speaks of a bought list.</param>
    /// <param name="staff">Else the marketer looks.</param>
    public async Task<IViewComponentResult> InvokeAsync(Guid account, Guid campaign, bool ask = false, bool staff = false)
    {
        var answers = await db.ProofSamples.AsNoTracking().Where(s => s.AccountId == account && s.CampaignId == campaign).Select(s => s.AnsweredAt != null).ToListAsync(HttpContext.RequestAborted);
        return View(new ProofCard(account, campaign, answers.Count, answers.Count(answered => answered), ask, staff));
    }
}

/// <param name="Account">Of the campaign.</param>
/// <param name="Campaign">Its id.</param>
/// <param name="Drawn">Contacts whose proof is asked for; 0 when none was.</param>
/// <param name="Answered">Those of which something was shown.</param>
/// <param name="Ask">Whether asking is offered.</param>
/// <param name="IsStaff">Else the marketer.</param>
public sealed record ProofCard(Guid Account, Guid Campaign, int Drawn, int Answered, bool Ask, bool IsStaff);
