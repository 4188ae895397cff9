using Microsoft.AspNetCore.Mvc;
using Moderation.Web.Data;
using Moderation.Web.Relay;

namespace Moderation.Web.Pages.Queue;

/// <summary>Tells staff that mail does not leave, and why; nothing while it does.</summary>
public sealed class RelayNoteViewComponent(ModerationDb db, TimeProvider clock) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync() => View(await RelayHealth.ReadAsync(db, clock.GetUtcNow(), HttpContext.RequestAborted));
}
