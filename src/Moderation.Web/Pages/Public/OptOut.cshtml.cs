using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Contacts;
using Moderation.Web.Feedback;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Pages.Public;

/// <summary>
/// The opt-out link of sent mail. GET only shows, because scanners fetch every link; POST acts, for the buttons and for the
/// one-click request of mail programs (RFC 8058), which brings no cookie and no antiforgery token: the signed address is the proof.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class OptOutModel(DeliveryTargets targets, OptOut optOut, TokenKeys keys, PublicLinks links) : PageModel
{
    [FromRoute]
    public string Token { get; set; } = "";

    public DeliveryTarget? Target { get; private set; }

    /// <summary>What the main button ends.</summary>
    public OptOutScope Scope { get; private set; }

    /// <summary>What has just ended; null when nothing has.</summary>
    public OptOutScope? Done { get; private set; }

    /// <summary>It was taken back; false when there was nothing to take back any more.</summary>
    public bool? Undone { get; private set; }

    /// <summary>Path of the preference page.</summary>
    public string Preferences { get; private set; } = "";

    public Task<IActionResult> OnGetAsync(CancellationToken ct) => ShowAsync(act: false, ct);

    public Task<IActionResult> OnPostAsync(CancellationToken ct) => ShowAsync(act: true, ct);

    private async Task<IActionResult> ShowAsync(bool act, CancellationToken ct)
    {
        PublicPage.Guard(Response);
        Target = await targets.FindAsync(TokenPurpose.OptOut, Token, ct);
        if (Target is null)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
            return Page();
        }

        Scope = Target.Meant(Target.Scope);
        var ring = await keys.RingAsync(ct);
        Preferences = links.Preferences(ring, Target.Reference, ring.Newest)[links.BaseUrl.Length..];
        if (act)
        {
            await ActAsync(Target, await PublicPage.FormAsync(Request, ct), ct);
        }

        return Page();
    }

    // Whatever else the body says, or fails to say, the person wants out.
    private async Task ActAsync(DeliveryTarget target, IFormCollection? form, CancellationToken ct)
    {
        var isPage = form is not null && form["from"] == "page";
        var origin = Origin.Of(isPage ? ConsentMethod.Page : ConsentMethod.OneClick, HttpContext);
        var scope = isPage && form!["what"] == "everything" ? OptOutScope.Account : Scope;
        if (isPage && form!["undo"] == "yes")
        {
            Undone = await optOut.UndoAsync(target, scope, scope == OptOutScope.List ? target.ListId : null, origin, ct);
            return;
        }

        await optOut.ActAsync(target, scope, origin);
        Done = scope;
    }
}
