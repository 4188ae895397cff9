using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Web.Feedback;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Pages.Public;

/// <summary>
/// The opt-out link of sent mail. GET only shows, because scanners fetch every link; POST acts, for the button and for the
/// one-click request of mail programs (RFC 8058), which brings no cookie and no antiforgery token: the signed address is the proof.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class OptOutModel(DeliveryTargets targets, OptOut optOut) : PageModel
{
    [FromRoute]
    public string Token { get; set; } = "";

    public DeliveryTarget? Target { get; private set; }

    public bool IsDone { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken ct) => ShowAsync(act: false, ct);

    public Task<IActionResult> OnPostAsync(CancellationToken ct) => ShowAsync(act: true, ct);

    private async Task<IActionResult> ShowAsync(bool act, CancellationToken ct)
    {
        // The address is the secret: it is not told to other sites.
        Response.Headers["Referrer-Policy"] = "no-referrer";
        Response.Headers["X-Robots-Tag"] = "noindex";
        Target = await targets.FindAsync(TokenPurpose.OptOut, Token, ct);
        if (Target is null)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
            return Page();
        }

        if (act)
        {
            // Whatever else the body says, or fails to say, the person wants out.
            await optOut.ActAsync(Target, await CameFromPageAsync(ct) ? "opt-out page" : "one-click POST", ct);
            IsDone = true;
        }

        return Page();
    }

    private async Task<bool> CameFromPageAsync(CancellationToken ct)
    {
        try
        {
            return Request.HasFormContentType && (await Request.ReadFormAsync(ct))["from"] == "page";
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return false;
        }
    }
}
