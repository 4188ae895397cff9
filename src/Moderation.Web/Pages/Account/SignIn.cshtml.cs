using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Account;

[AllowAnonymous]
[EnableRateLimiting(AttemptLimits.Secrets)]
public sealed class SignInModel(SignInCheck check, AttemptLimits limits) : PageModel
{
    [BindProperty, Required(ErrorMessage = "Write your e-mail address.")]
    public string Email { get; set; } = "";

    [BindProperty, Required(ErrorMessage = "Write your password.")]
    public string Password { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? Return { get; set; }

    public IActionResult OnGet() => User.Identity is { IsAuthenticated: true } ? LocalRedirect(Target) : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (limits.RefusePassword(HttpContext, Email) is { } refusal)
        {
            return refusal;
        }

        var result = await check.RunAsync(Email, Password);
        if (result.Succeeded)
        {
            return LocalRedirect(Target);
        }

        if (result.RequiresTwoFactor)
        {
            return RedirectToPage("Code", new { @return = Target });
        }

        ModelState.AddModelError("", result.IsLockedOut
            ? "Too many wrong passwords. Wait 15 minutes, or choose a new password."
            : "That address and password do not belong together. Try again, or choose a new password.");
        return Page();
    }

    private string Target => Url.IsLocalUrl(Return) ? Return : "/";
}
