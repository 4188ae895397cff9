using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Moderation.Accounts;
using Moderation.Contacts;
using Moderation.Rules.Sender;
using Moderation.Web.Feedback;
using Moderation.Web.Forms;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Public;

/// <summary>
/// A subscription form: its own page, and where the snippet in a customer's page posts to. It takes an address and nothing else, so
/// that no stranger's words ever travel; limits by visitor, mailbox, domain and account keep it from being a bomber.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[EnableRateLimiting(AttemptLimits.Forms)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class FormModel(SignUp signUp, AttemptLimits limits) : PageModel
{
    /// <summary>A field that people do not see and programs fill in.</summary>
    public const string Honeypot = "website";

    private const int LongestUrl = 500;

    [FromRoute]
    public Guid Account { get; set; }

    [FromRoute]
    public Guid Id { get; set; }

    public ShownForm? Shown { get; private set; }

    public string Email { get; private set; } = "";

    public string? Problem { get; private set; }

    public bool IsAsked { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ? Page() : Closed();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return Closed();
        }

        var form = await PublicPage.FormAsync(Request, ct);
        Email = form?["email"].ToString().Trim() ?? "";
        if (!EmailAddress.TryParse(Email, out var email))
        {
            Problem = Email.Length == 0 ? "Write your e-mail address." : "This is no e-mail address. Write it like name@example.org.";
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        if (limits.RefuseForm(HttpContext, Account, email.Domain.Ascii, FreemailDomains.Has(email.Domain)) is { } refusal)
        {
            return refusal;
        }

        // A program is answered like a person, and learns nothing.
        if (form![Honeypot].ToString().Length == 0)
        {
            await signUp.AskAsync(Shown!, email, form["text"], PageUrl(), Origin.Of(ConsentMethod.Form, HttpContext), ct);
        }

        IsAsked = true;
        return Page();
    }

    // What the browser says; many say the site alone.
    private string? PageUrl() =>
        new[] { Request.Headers.Referer.ToString(), Request.Headers.Origin.ToString() }
            .FirstOrDefault(url => url.Length is > 0 and <= LongestUrl && Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp));

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        PublicPage.Guard(Response);
        Shown = await signUp.FindAsync(Account, Id, ct);
        return Shown is not null;
    }

    private PageResult Closed()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
