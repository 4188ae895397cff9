using System.Buffers;
using System.Security.Cryptography;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Mail.Mime;
using Moderation.Mail.Smtp;

namespace Moderation.Web.Relay;

/// <summary>Sends over the route of the campaigns, a connection for each message.</summary>
internal sealed class SmtpMailer(RelayRoutes routes, MailerOptions options, TimeProvider clock) : IMailer
{
    // The text is ours and holds no placeholders, but a link may hold braces.
    private const string Literal = "{{";

    public async Task SendAsync(EmailAddress to, string subject, string text, CancellationToken ct)
    {
        var route = routes.Route ?? throw new MailNotSentException("No route is configured (Relay:Route:Host).");
        var output = new ArrayBufferWriter<byte>();
        CompiledMessage.Compile(new OutgoingMessage
        {
            From = options.From,
            Subject = Template.Parse(subject.Replace(Literal, "{ {", StringComparison.Ordinal)),
            Text = Template.Parse(text.Replace(Literal, "{ {", StringComparison.Ordinal)),
            // RFC 3834 §5: nobody's vacation note answers it.
            Headers = [new HeaderLine("Auto-Submitted", "auto-generated")],
        }).Render(
            new RecipientValues
            {
                To = new Mailbox("", to),
                Date = clock.GetUtcNow(),
                MessageId = $"{RandomNumberGenerator.GetHexString(32, lowercase: true)}@{options.From.Address.Domain.Ascii}",
            },
            output);
        SmtpOutcome outcome;
        try
        {
            await using var connection = await SmtpConnection.ConnectAsync(route, ct, clock);
            outcome = await await connection.SubmitAsync(new SmtpEnvelope(options.From.Address, to), output.WrittenMemory, ct);
        }
        catch (SmtpConnectException e)
        {
            throw new MailNotSentException(e.Message, e);
        }

        if (outcome.Kind != SmtpOutcomeKind.Accepted)
        {
            throw new MailNotSentException(outcome.Reason);
        }
    }
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
