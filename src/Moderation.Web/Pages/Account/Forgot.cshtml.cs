using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Account;

[AllowAnonymous]
[EnableRateLimiting(AttemptLimits.Resets)]
public sealed class ForgotModel(PasswordReset reset, AttemptLimits limits) : PageModel
{
    [BindProperty, Required(ErrorMessage = "Write your e-mail address.")]
    public string Email { get; set; } = "";

    public bool Sent { get; private set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (limits.RefuseMail(HttpContext, Email) is { } refusal)
        {
            return refusal;
        }

        await reset.RequestAsync(Email, cancel);
        Sent = true;
        return Page();
    }
}
