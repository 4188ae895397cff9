using Microsoft.AspNetCore.Identity;
using Moderation.Web.Data;

namespace Moderation.Web.People;

/// <summary>Sign-in with a password. An unknown address takes as long as a wrong password and is locked as soon, so that nothing shows who has an account.</summary>
public sealed class SignInCheck(UserManager<AppUser> users, SignInManager<AppUser> signIn, IPasswordHasher<AppUser> hasher, AttemptLimits limits, SecurityMail mail)
{
    private static string? _noPassword;

    public async Task<SignInResult> RunAsync(string email, string password)
    {
        var user = await users.FindByEmailAsync(email);
        // Invited or deactivated: nobody, to whoever asks here.
        if (user is null or { IsInvited: true } or { IsDeactivated: true } or { EmailConfirmed: false })
        {
            Spend(password);
            return limits.IsNobodyLocked(email) ? SignInResult.LockedOut : SignInResult.Failed;
        }

        var wasLocked = await users.IsLockedOutAsync(user);
        if (wasLocked)
        {
            // Identity does not look at the password of a locked account.
            Spend(password);
        }

        var result = await signIn.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: true);
        if (result.IsLockedOut && !wasLocked)
        {
            mail.LockedOut(user.Id);
        }

        return result;
    }

    /// <summary>The time that a check takes.</summary>
    private void Spend(string password)
    {
        var nobody = new AppUser();
        _noPassword ??= hasher.HashPassword(nobody, Guid.NewGuid().ToString());
        hasher.VerifyHashedPassword(nobody, _noPassword, password);
    }
}
