using System.Buffers;
using System.Security.Cryptography;
using Moderation.Accounts;
using Moderation.Mail.Mime;
using Moderation.Mail.Smtp;

namespace Moderation.Web.Relay;

/// <summary>Sends single messages over the route of the campaigns, a connection for each.</summary>
internal sealed class OneMail(RelayRoutes routes, TimeProvider clock)
{
    /// <summary>Returns when the route has taken it.</summary>
    /// <param name="message">Without placeholders.</param>
    /// <param name="sender">Of the envelope; null path when nobody is to answer it.</param>
    /// <param name="to">The recipient.</param>
    /// <param name="signer">Signs it; null leaves it unsigned.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <exception cref="MailNotSentException">There is no route, or it did not take the message.</exception>
    public async Task SendAsync(OutgoingMessage message, SmtpPath sender, EmailAddress to, LoadedSigner? signer, CancellationToken ct)
    {
        var route = routes.Route ?? throw new MailNotSentException("No route is configured (Relay:Route:Host).");
        var output = new ArrayBufferWriter<byte>();
        var rendered = CompiledMessage.Compile(message).Render(
            new RecipientValues
            {
                To = new Mailbox("", to),
                Date = clock.GetUtcNow(),
                MessageId = $"{RandomNumberGenerator.GetHexString(32, lowercase: true)}@{message.From.Address.Domain.Ascii}",
            },
            output);
        var wire = output;
        if (signer is not null)
        {
            wire = new ArrayBufferWriter<byte>();
            signer.Signer.Sign(rendered.Headers(output), rendered.Body(output), at: null, wire);
            wire.Write(output.WrittenSpan[rendered.Start..rendered.End]);
        }

        SmtpOutcome outcome;
        try
        {
            await using var connection = await SmtpConnection.ConnectAsync(route, ct, clock);
            outcome = await await connection.SubmitAsync(new SmtpEnvelope(sender, to), wire.WrittenMemory, ct);
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
