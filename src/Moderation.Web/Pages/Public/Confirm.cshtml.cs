using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Contacts;
using Moderation.Web.Feedback;
using Moderation.Web.Forms;

namespace Moderation.Web.Pages.Public;

/// <summary>The link of a confirmation mail. GET shows a button, and only pressing it (POST) confirms: scanners fetch every link, and confirm nobody.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ConfirmModel(Confirmation confirmation) : PageModel
{
    [FromRoute]
    public string Token { get; set; } = "";

    public ConfirmTarget? Target { get; private set; }

    public bool IsTooOld { get; private set; }

    public bool IsDone { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken ct) => ShowAsync(act: false, ct);

    public Task<IActionResult> OnPostAsync(CancellationToken ct) => ShowAsync(act: true, ct);

    private async Task<IActionResult> ShowAsync(bool act, CancellationToken ct)
    {
        PublicPage.Guard(Response);
        Target = await confirmation.FindAsync(Token, ct);
        if (Target is null)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
            return Page();
        }

        IsDone = Target.ConfirmedAt is not null;
        IsTooOld = !IsDone && confirmation.IsTooOld(Target);
        if (act && !IsDone && !IsTooOld)
        {
            await confirmation.ConfirmAsync(Target, Origin.Of(ConsentMethod.DoubleOptIn, HttpContext), ct);
            IsDone = true;
        }

        return Page();
    }
}
