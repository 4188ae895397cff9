using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Moderation.Web.Data;
using Moderation.Web.People;
using QRCoder;

namespace Moderation.Web.Pages.Account;

/// <summary>Sets up TOTP (RFC 6238). It counts only after a right code, so that nobody locks themselves out by a failed scan.</summary>
[EnableRateLimiting(AttemptLimits.Secrets)]
public sealed class AuthenticatorModel(UserManager<AppUser> users, SignInManager<AppUser> signIn) : PageModel
{
    private const string Issuer = "Moderation";

    [BindProperty, Required(ErrorMessage = "Write the six digits of the app.")]
    public string Code { get; set; } = "";

    [BindNever]
    public string Key { get; private set; } = "";

    [BindNever]
    public string Picture { get; private set; } = "";

    [BindNever]
    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        var me = await MeAsync();
        if (me.TwoFactorEnabled)
        {
            return RedirectToPage("Security");
        }

        await ShowKeyAsync(me);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var me = await MeAsync();
        if (me.TwoFactorEnabled)
        {
            return RedirectToPage("Security");
        }

        if (ModelState.IsValid && await users.VerifyTwoFactorTokenAsync(me, users.Options.Tokens.AuthenticatorTokenProvider, Digits(Code)))
        {
            await users.SetTwoFactorEnabledAsync(me, true);
            RecoveryCodes = await SecurityModel.NewCodesAsync(users, me);
            await signIn.RefreshSignInAsync(me);
            return Page();
        }

        if (ModelState.IsValid)
        {
            ModelState.AddModelError(nameof(Code), "That code is not right. Codes change every 30 seconds: check the clock of your phone and write the one shown now.");
        }

        await ShowKeyAsync(me);
        return Page();
    }

    /// <summary>Apps show the code in two groups, and people copy the gap.</summary>
    internal static string Digits(string code) => string.Concat(code.Where(char.IsAsciiDigit));

    private async Task ShowKeyAsync(AppUser me)
    {
        Key = await users.GetAuthenticatorKeyAsync(me) ?? "";
        if (Key.Length == 0)
        {
            await users.ResetAuthenticatorKeyAsync(me);
            await signIn.RefreshSignInAsync(me);
            Key = await users.GetAuthenticatorKeyAsync(me) ?? "";
        }

        var address = $"otpauth://totp/{Issuer}:{Uri.EscapeDataString(me.Email ?? "")}?secret={Key}&issuer={Issuer}&digits=6";
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(data);
        Picture = "data:image/png;base64," + Convert.ToBase64String(png.GetGraphic(6));
    }

    private async Task<AppUser> MeAsync() =>
        await users.GetUserAsync(User) ?? throw new InvalidOperationException("The signed-in person no longer exists.");
}
