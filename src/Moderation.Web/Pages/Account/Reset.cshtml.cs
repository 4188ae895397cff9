using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Account;

/// <summary>Where the link of the password mail leads.</summary>
[AllowAnonymous]
[EnableRateLimiting(AttemptLimits.Resets)]
public sealed class ResetModel(PasswordReset reset) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "user")]
    public Guid UserId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string Code { get; set; } = "";

    [BindProperty, Required(ErrorMessage = "Write a new password.")]
    public string Password { get; set; } = "";

    public void OnGet() => ModelState.Clear();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var wrong = await reset.ApplyAsync(UserId, Code, Password);
        if (wrong.Count == 0)
        {
            TempData["Message"] = "Your new password is saved. Sign in with it.";
            return RedirectToPage("SignIn");
        }

        foreach (var sentence in wrong)
        {
            ModelState.AddModelError(nameof(Password), sentence);
        }

        return Page();
    }
}
