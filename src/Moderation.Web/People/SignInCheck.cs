using Microsoft.AspNetCore.Identity;
using Moderation.Web.Data;

namespace Moderation.Web.People;

/// <summary>Sign-in with a password. An unknown address takes as long as a wrong password and is locked as soon, so that nothing shows who has an account.</summary>
public sealed class SignInCheck(UserManager<AppUser> users, SignInManager<AppUser> signIn, IPasswordHasher<AppUser> hasher, AttemptLimits limits)
{
    private static string? _noPassword;

    public async Task<SignInResult> RunAsync(string email, string password)
    {
        var user = await users.FindByEmailAsync(email);
        if (user is null)
        {
            var nobody = new AppUser();
            _noPassword ??= hasher.HashPassword(nobody, Guid.NewGuid().ToString());
            hasher.VerifyHashedPassword(nobody, _noPassword, password);
            return limits.IsNobodyLocked(email) ? SignInResult.LockedOut : SignInResult.Failed;
        }

        return await signIn.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: true);
    }
}
