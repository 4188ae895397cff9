using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Contacts;

/// <summary>What an import looked like, when it showed signs of a bought list; nothing otherwise.</summary>
public sealed class PurchaseFlagViewComponent(ModerationDb db) : ViewComponent
{
    /// <param name="import">Its id.</param>
    /// <param name="brief">A badge alone, for a row of a table.</param>
    public async Task<IViewComponentResult> InvokeAsync(Guid import, bool brief = false)
    {
        var flag = await db.ImportFlags.AsNoTracking().SingleOrDefaultAsync(f => f.ImportId == import, HttpContext.RequestAborted);
        var signs = flag is null ? [] : JsonSerializer.Deserialize<List<PurchaseSign>>(flag.Signs)!.FindAll(sign => !sign.AboutOthers);
        return View(new PurchaseFlagView(signs, flag?.Holds ?? false, brief));
    }
}

/// <param name="Signs">Each with its figure.</param>
/// <param name="Holds">Whether a mailing to these contacts alone would be held.</param>
/// <param name="IsBrief">A badge alone.</param>
public sealed record PurchaseFlagView(IReadOnlyList<PurchaseSign> Signs, bool Holds, bool IsBrief);
