using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Account;

[AllowAnonymous]
[EnableRateLimiting(AttemptLimits.Resets)]
public sealed class ForgotModel(SecurityMail mail, AttemptLimits limits) : PageModel
{
    [BindProperty, Required(ErrorMessage = "Write your e-mail address.")]
    public string Email { get; set; } = "";

    public bool Sent { get; private set; }

    public IActionResult OnPost()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (limits.RefuseMail(HttpContext, Email) is { } refusal)
        {
            return refusal;
        }

        mail.Reset(Email);
        Sent = true;
        return Page();
    }
}
