using Moderation.Accounts;

namespace Moderation.Web.Relay;

/// <summary>Stands in where no relay is registered.</summary>
internal sealed class NoMailer : IMailer
{
    public Task SendAsync(EmailAddress to, string subject, string text, CancellationToken ct) => throw new MailNotSentException("No route is configured.");
}
