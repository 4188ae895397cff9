using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Feedback;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Hygiene;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Pages.Public;

/// <summary>
/// The "I want to stay" link of a last mailing. GET only shows, because scanners fetch every link and would keep everybody; POST is
/// a person. The signed address is the proof, so there is no antiforgery token.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class KeepModel(DeliveryTargets targets, IServiceScopeFactory scopes, TimeProvider clock) : PageModel
{
    [FromRoute]
    public string Token { get; set; } = "";

    public DeliveryTarget? Target { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>The person opted out, or the time to answer has passed.</summary>
    public bool IsOver { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken ct) => ShowAsync(act: false, ct);

    public Task<IActionResult> OnPostAsync(CancellationToken ct) => ShowAsync(act: true, ct);

    private async Task<IActionResult> ShowAsync(bool act, CancellationToken ct)
    {
        PublicPage.Guard(Response);
        Target = await targets.FindAsync(TokenPurpose.Keep, Token, ct);
        if (Target is null)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
            return Page();
        }

        // As the account of the token, whoever may be signed in at this browser.
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(Target.Account);
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        IsOver = await db.Suppressions.AnyAsync(s => s.EmailKey == Target.EmailKey, ct);
        if (act && !IsOver)
        {
            var contact = await db.Contacts.Where(c => c.EmailKey == Target.EmailKey).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(ct);
            IsDone = contact is { } id && await db.EngagedAsync(Target.Account, id, Engagement.Clicked, clock.GetUtcNow(), ct) == 1;
            IsOver = !IsDone;
        }

        return Page();
    }
}
