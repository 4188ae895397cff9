using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Moderation.Web.Data;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Account;

/// <summary>A person's own password and second factor.</summary>
[EnableRateLimiting(AttemptLimits.Secrets)]
public sealed class SecurityModel(UserManager<AppUser> users, SignInManager<AppUser> signIn) : PageModel
{
    private const int RecoveryCodeCount = 10;

    [BindProperty, Required(ErrorMessage = "Write the password that you use now.")]
    public string Current { get; set; } = "";

    [BindProperty, Required(ErrorMessage = "Write a new password.")]
    public string New { get; set; } = "";

    [BindNever]
    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    [BindNever]
    public bool HasSecondStep { get; private set; }

    [BindNever]
    public int CodesLeft { get; private set; }

    public async Task OnGetAsync() => await ShowAsync(await MeAsync());

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        var me = await MeAsync();
        if (ModelState.IsValid)
        {
            var result = await users.ChangePasswordAsync(me, Current, New);
            if (result.Succeeded)
            {
                await signIn.RefreshSignInAsync(me);
                TempData["Message"] = "Your password is changed. Other browsers are signed out.";
                return RedirectToPage();
            }

            foreach (var error in result.Errors)
            {
                var isCurrent = error.Code == nameof(IdentityErrorDescriber.PasswordMismatch);
                ModelState.AddModelError(isCurrent ? nameof(Current) : nameof(New), isCurrent ? "That is not the password that you use now." : error.Description);
            }
        }

        await ShowAsync(me);
        return Page();
    }

    public async Task<IActionResult> OnPostNewCodesAsync()
    {
        var me = await MeAsync();
        ModelState.Clear();
        if (me.TwoFactorEnabled)
        {
            RecoveryCodes = await NewCodesAsync(users, me);
        }

        await ShowAsync(me);
        return Page();
    }

    public async Task<IActionResult> OnPostTurnOffAsync()
    {
        var me = await MeAsync();
        await users.SetTwoFactorEnabledAsync(me, false);
        await users.ResetAuthenticatorKeyAsync(me);
        await signIn.RefreshSignInAsync(me);
        TempData["Message"] = "The second step is off.";
        return RedirectToPage();
    }

    internal static async Task<IReadOnlyList<string>> NewCodesAsync(UserManager<AppUser> users, AppUser person) =>
        [.. await users.GenerateNewTwoFactorRecoveryCodesAsync(person, RecoveryCodeCount) ?? []];

    private async Task ShowAsync(AppUser me)
    {
        HasSecondStep = me.TwoFactorEnabled;
        CodesLeft = await users.CountRecoveryCodesAsync(me);
    }

    private async Task<AppUser> MeAsync() =>
        await users.GetUserAsync(User) ?? throw new InvalidOperationException("The signed-in person no longer exists.");
}
