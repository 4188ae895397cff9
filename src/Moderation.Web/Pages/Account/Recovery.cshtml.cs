using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Moderation.Web.Data;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Account;

/// <summary>Sign-in without the phone.</summary>
[AllowAnonymous]
[EnableRateLimiting(AttemptLimits.Secrets)]
public sealed class RecoveryModel(SignInManager<AppUser> signIn, UserManager<AppUser> users) : PageModel
{
    [BindProperty, Required(ErrorMessage = "Write a recovery code.")]
    public string Code { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? Return { get; set; }

    public async Task<IActionResult> OnGetAsync() =>
        await signIn.GetTwoFactorAuthenticationUserAsync() is null ? RedirectToPage("SignIn") : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } user)
        {
            return RedirectToPage("SignIn");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        // Identity counts no failures here; without a count the codes could be guessed.
        if (!await users.IsLockedOutAsync(user))
        {
            if ((await signIn.TwoFactorRecoveryCodeSignInAsync(Code.Trim())).Succeeded)
            {
                return LocalRedirect(Url.IsLocalUrl(Return) ? Return : "/");
            }

            await users.AccessFailedAsync(user);
        }

        ModelState.AddModelError(nameof(Code), "That code is not right or was used already. Write another one, or ask an admin to remove your second step.");
        return Page();
    }
}
