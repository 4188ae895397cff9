using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewComponents;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Queue;

/// <summary>How many campaigns wait, in the navigation of staff; nothing when none does.</summary>
public sealed class QueueCountViewComponent(ModerationDb db) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync()
    {
        var count = await db.CountQueueAsync(QueuePart.Waiting, HttpContext.RequestAborted);
        return new HtmlContentViewComponentResult(new HtmlString(count == 0
            ? ""
            : $"<span class=\"count\">{IndexModel.Say(count)}<span class=\"visually-hidden\"> waiting</span></span>"));
    }
}
