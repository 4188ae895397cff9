using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Mail.Mime;

namespace Moderation.Web.Relay;

/// <summary>The console's own mail.</summary>
internal sealed class SmtpMailer(OneMail mail, MailerOptions options) : IMailer
{
    // The text is ours and holds no placeholders, but a link may hold braces.
    private const string Literal = "{{";

    /// <summary>Words as they stand: nothing in them is a placeholder.</summary>
    internal static Template Plain(string text) => Template.Parse(text.Replace(Literal, "{ {", StringComparison.Ordinal));

    public Task SendAsync(EmailAddress to, string subject, string text, CancellationToken ct) => mail.SendAsync(
        new OutgoingMessage
        {
            From = options.From,
            Subject = Plain(subject),
            Text = Plain(text),
            // RFC 3834 §5: nobody's vacation note answers it.
            Headers = [new HeaderLine("Auto-Submitted", "auto-generated")],
        },
        options.From.Address, to, signer: null, ct);
}

/// <param name="From">Who the console's own mail comes from.</param>
internal sealed record MailerOptions(Mailbox From)
{
    /// <summary>Reads <c>Platform:MailFrom</c>, such as <c>Provider &lt;console@provider.example&gt;</c>.</summary>
    public static MailerOptions Read(IConfiguration configuration, DomainName fallback)
    {
        var text = configuration["Platform:MailFrom"] ?? $"Moderation <console@{fallback.Ascii}>";
        return Mailbox.ParseList(text) is [var from]
            ? new MailerOptions(from)
            : throw new StartRefusedException($"Platform:MailFrom is '{text}'. Write it like Provider <console@provider.example>.");
    }
}
