using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Moderation.Accounts;
using Moderation.Web.Data;
using Moderation.Web.Relay;

namespace Moderation.Web.People;

/// <summary>A new password by mail. The code is good for an hour and for one use.</summary>
public sealed class PasswordReset(UserManager<AppUser> users, IMailer mailer, ConsoleAddress console, ILogger<PasswordReset> log)
{
    /// <summary>Sends the link when somebody has that address; the caller says the same in both cases.</summary>
    public async Task RequestAsync(string email, CancellationToken cancel)
    {
        if (await users.FindByEmailAsync(email) is not { } user || !EmailAddress.TryParse(user.Email, out var to))
        {
            return;
        }

        var code = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(await users.GeneratePasswordResetTokenAsync(user)));
        var link = new Uri(console.Root, $"account/reset?user={user.Id}&code={code}");
        var text = $"""
            Hello {user.DisplayName},

            somebody, most likely you, asked for a new password for the moderation console.
            Choose one here within an hour:

            {link}

            If it was not you, ignore this mail: your password stays as it is.
            """;
        try
        {
            await mailer.SendAsync(to, "Choose a new password", text, cancel);
        }
        catch (MailNotSentException e)
        {
            // Not shown: it would tell that the address is known.
            log.LogError(e, "The password mail for user {User} did not leave", user.Id);
        }
    }

    /// <returns>What was wrong, in sentences; empty when the password is changed.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(Guid userId, string code, string password)
    {
        const string stale = "This link was used already or is older than an hour. Ask for another one.";
        if (await users.FindByIdAsync(userId.ToString()) is not { } user)
        {
            return [stale];
        }

        string token;
        try
        {
            token = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(code));
        }
        catch (FormatException)
        {
            return [stale];
        }

        var result = await users.ResetPasswordAsync(user, token, password);
        if (result.Succeeded)
        {
            // Whoever can read the mail of a locked-out person is that person.
            await users.SetLockoutEndDateAsync(user, null);
            await users.ResetAccessFailedCountAsync(user);
            return [];
        }

        return [.. result.Errors.Select(error => error.Code == nameof(IdentityErrorDescriber.InvalidToken) ? stale : error.Description)];
    }
}
