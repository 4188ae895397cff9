using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Web.Data;
using Moderation.Web.Relay;

namespace Moderation.Web.People;

/// <summary>
/// A link by mail with which a person chooses a password: a new one, good for an hour, or the first one, good for three days. Each
/// is good for one use, and a person gets at most one such mail in five minutes.
/// </summary>
public sealed class PasswordReset(UserManager<AppUser> users, ModerationDb db, IMailer mailer, ConsoleAddress console, TimeProvider clock, ILogger<PasswordReset> log)
{
    /// <summary>The shortest time between two mails to one person.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>Sends the link when somebody has that address. Not awaited by a page: how long it takes would tell whether somebody does.</summary>
    public async Task RequestAsync(string email, CancellationToken cancel)
    {
        if (await users.FindByEmailAsync(email) is not { } user)
        {
            return;
        }

        if (await SendAsync(user, cancel) is { Outcome: LinkMailOutcome.NotSent } failed)
        {
            log.LogError("The password mail for user {User} did not leave: {Why}", user.Id, failed.Why);
        }
    }

    /// <summary>Mails the link to this person: an invitation while there is no password.</summary>
    public async Task<LinkMail> SendAsync(AppUser user, CancellationToken cancel)
    {
        if (user.IsDeactivated || !EmailAddress.TryParse(user.Email, out var to))
        {
            return new LinkMail(LinkMailOutcome.NotSent, user.IsDeactivated ? "The person is deactivated." : $"{user.Email} is no e-mail address.");
        }

        if (!await TakeTurnAsync(user, cancel))
        {
            return new LinkMail(LinkMailOutcome.TooSoon, null);
        }

        var (subject, text) = user.IsInvited
            ? Invitation(user, await users.GenerateUserTokenAsync(user, InvitationTokens.Provider, InvitationTokens.Purpose))
            : NewPassword(user, await users.GeneratePasswordResetTokenAsync(user));
        try
        {
            await mailer.SendAsync(to, subject, text, cancel);
            return new LinkMail(LinkMailOutcome.Sent, null);
        }
        catch (MailNotSentException e)
        {
            // Nothing arrived, so the next try need not wait.
            user.LinkMailedAt = null;
            await db.Users.Where(row => row.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LinkMailedAt, (DateTimeOffset?)null), cancel);
            return new LinkMail(LinkMailOutcome.NotSent, e.Message);
        }
    }

    /// <returns>What was wrong, in sentences; empty when the password is changed.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(Guid userId, string code, string password)
    {
        const string stale = "This link was used already or is too old. Ask for another one.";
        if (await users.FindByIdAsync(userId.ToString()) is not { IsDeactivated: false } user)
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

        var isInvitation = user.IsInvited && await users.VerifyUserTokenAsync(user, InvitationTokens.Provider, InvitationTokens.Purpose, token);
        var result = isInvitation ? await users.AddPasswordAsync(user, password) : await users.ResetPasswordAsync(user, token, password);
        if (result.Succeeded)
        {
            // Whoever can read the mail of a person is that person: the address is proven, and a lockout ends.
            user.EmailConfirmed = true;
            await users.SetLockoutEndDateAsync(user, null);
            await users.ResetAccessFailedCountAsync(user);
            return [];
        }

        return [.. result.Errors.Select(error => error.Code == nameof(IdentityErrorDescriber.InvalidToken) ? stale : error.Description)];
    }

    // In the database: of two requests only one sends, on whatever node they arrive.
    private async Task<bool> TakeTurnAsync(AppUser user, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var before = now - Pause;
        var taken = await db.Users
            .Where(row => row.Id == user.Id && (row.LinkMailedAt == null || row.LinkMailedAt <= before))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LinkMailedAt, now), cancel);
        if (taken == 1)
        {
            // Identity saves the whole row later.
            user.LinkMailedAt = now;
        }

        return taken == 1;
    }

    private (string Subject, string Text) NewPassword(AppUser user, string token) => ("Choose a new password", $"""
        Hello {user.DisplayName},

        somebody, most likely you, asked for a new password for the moderation console.
        Choose one here within an hour:

        {Link(user, token)}

        If it was not you, ignore this mail: your password stays as it is.
        """);

    private (string Subject, string Text) Invitation(AppUser user, string token) => ("Your sign-in at the moderation console", $"""
        Hello {user.DisplayName},

        you are invited to the moderation console at {console.Root}
        Your sign-in is {user.Email}. Choose your password here within {InvitationTokenOptions.Lifespan.TotalDays:0} days:

        {Link(user, token)}

        If you do not expect this, ignore this mail: without a password nobody can sign in.
        """);

    private Uri Link(AppUser user, string token) =>
        new(console.Root, $"account/reset?user={user.Id}&code={WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(token))}");
}

/// <param name="Outcome">What became of the mail.</param>
/// <param name="Why">Why it was not sent, for admins and the log.</param>
public sealed record LinkMail(LinkMailOutcome Outcome, string? Why);

public enum LinkMailOutcome
{
    Sent,

    /// <summary>The last one left less than five minutes ago.</summary>
    TooSoon,
    NotSent,
}
