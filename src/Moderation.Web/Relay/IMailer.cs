using Moderation.Accounts;

namespace Moderation.Web.Relay;

/// <summary>Mail of the console itself to its users: password resets and the like. Never to contacts.</summary>
public interface IMailer
{
    /// <summary>Returns when the route has taken it.</summary>
    /// <param name="to">A user of the console.</param>
    /// <param name="subject">One line.</param>
    /// <param name="text">Plain text.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <exception cref="MailNotSentException">There is no route, or it did not take the message.</exception>
    Task SendAsync(EmailAddress to, string subject, string text, CancellationToken ct);
}

/// <summary>A mail of the console did not leave; the message says why, for the log.</summary>
public sealed class MailNotSentException(string message, Exception? cause = null) : IOException(message, cause);
