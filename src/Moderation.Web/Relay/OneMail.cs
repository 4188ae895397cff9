using System.Buffers;
using System.Security.Cryptography;
using Moderation.Accounts;
using Moderation.Mail.Mime;
using Moderation.Mail.Smtp;
using Moderation.Web.Relay.Routes;

namespace Moderation.Web.Relay;

/// <summary>
/// Sends single messages that somebody waits for, a connection for each: from the transactional class of addresses where there is one,
/// else over the route that is configured, else over a smart host that takes everything.
/// </summary>
internal sealed class OneMail(RelayRoutes routes, TransactionalWay way, TimeProvider clock, ILogger<OneMail> log)
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

        var envelope = new SmtpEnvelope(sender, to);
        var outcome = await way.OfAsync(to, ct) is { } outlet ? await TryAsync(outlet, envelope, wire.WrittenMemory, ct) : null;
        outcome ??= await SubmitAsync(envelope, wire.WrittenMemory, ct);
        if (outcome.Kind != SmtpOutcomeKind.Accepted)
        {
            throw new MailNotSentException(outcome.Reason);
        }
    }

    /// <returns>Null when there is no connection, so that nothing was sent.</returns>
    private async Task<SmtpOutcome?> TryAsync(Outlet outlet, SmtpEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        if (!outlet.TryEnter())
        {
            return null;
        }

        try
        {
            await using var connection = await outlet.ConnectAsync(ct);
            var whole = new ArrayBufferWriter<byte>(outlet.Before.Length + message.Length);
            whole.Write(outlet.Before.Span);
            whole.Write(message.Span);
            var outcome = await await connection.SubmitAsync(new SmtpMessage(envelope, whole.WrittenMemory), ct);
            if (outcome.Reply is { } reply)
            {
                outlet.Heard(reply);
            }

            return outcome;
        }
        catch (SmtpConnectException e)
        {
            log.LogWarning("{Place} cannot be used for mail that somebody waits for: {Why}", outlet.Place, e.Message);
            return null;
        }
        finally
        {
            outlet.Leave();
        }
    }

    private async Task<SmtpOutcome> SubmitAsync(SmtpEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        if (routes.Route is not { } route)
        {
            return await way.HostAsync(ct) is { } host && await TryAsync(host, envelope, message, ct) is { } outcome
                ? outcome
                : throw new MailNotSentException("No route is configured (Relay:Route:Host), and none on the page Routes can be used for this.");
        }

        try
        {
            await using var connection = await SmtpConnection.ConnectAsync(route, ct, clock);
            return await await connection.SubmitAsync(new SmtpMessage(envelope, message), ct);
        }
        catch (SmtpConnectException e)
        {
            throw new MailNotSentException(e.Message, e);
        }
    }
}
