using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Moderation.Web.Data;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Account;

/// <summary>The second factor at sign-in.</summary>
[AllowAnonymous]
[EnableRateLimiting(AttemptLimits.Secrets)]
public sealed class CodeModel(SignInManager<AppUser> signIn) : PageModel
{
    [BindProperty, Required(ErrorMessage = "Write the six digits of the app.")]
    public string Code { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? Return { get; set; }

    public async Task<IActionResult> OnGetAsync() =>
        await signIn.GetTwoFactorAuthenticationUserAsync() is null ? RedirectToPage("SignIn") : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is null)
        {
            return RedirectToPage("SignIn");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var result = await signIn.TwoFactorAuthenticatorSignInAsync(AuthenticatorModel.Digits(Code), isPersistent: false, rememberClient: false);
        if (result.Succeeded)
        {
            return LocalRedirect(Url.IsLocalUrl(Return) ? Return : "/");
        }

        ModelState.AddModelError(nameof(Code), result.IsLockedOut
            ? "Too many wrong codes. Wait 15 minutes, then sign in again."
            : "That code is not right. A code works once and changes every 30 seconds: check the clock of your phone and write the one shown now.");
        return Page();
    }
}
