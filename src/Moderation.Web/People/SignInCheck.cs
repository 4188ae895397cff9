using Microsoft.AspNetCore.Identity;
using Moderation.Web.Data;

namespace Moderation.Web.People;

/// <summary>Sign-in with a password. An unknown address takes as long as a wrong password, so that neither shows who has an account.</summary>
public sealed class SignInCheck(UserManager<AppUser> users, SignInManager<AppUser> signIn, IPasswordHasher<AppUser> hasher)
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
            return SignInResult.Failed;
        }

        return await signIn.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: true);
    }
}
