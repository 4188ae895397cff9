using System.Net;

namespace Moderation.Mail.Smtp;

/// <summary>Decides what a listener takes. Called by many sessions at once.</summary>
public interface ISmtpHandler
{
    /// <summary>Answers RCPT: a positive reply takes the recipient, any other goes to the client as it is.</summary>
    /// <param name="peer">Who is connected.</param>
    /// <param name="sender">The reverse path; empty for bounces.</param>
    /// <param name="recipient">The address as written; <c>postmaster</c> may stand without a domain.</param>
    /// <param name="ct">The listener is being ended.</param>
    ValueTask<SmtpReply> RecipientAsync(SmtpPeer peer, string sender, string recipient, CancellationToken ct);

    /// <summary>
    /// Answers the end of the data. A positive reply is a promise (RFC 5321 §6.1): return it when the message is durable.
    /// An exception becomes 451, so that the client tries again.
    /// </summary>
    ValueTask<SmtpReply> MessageAsync(ReceivedMessage message, CancellationToken ct);
}

/// <summary>Who speaks to the listener.</summary>
/// <param name="Address">Its IP address.</param>
/// <param name="HeloName">What it calls itself; proves nothing.</param>
/// <param name="IsEncrypted">The session runs under TLS.</param>
public sealed record SmtpPeer(IPAddress Address, string HeloName, bool IsEncrypted);

/// <summary>One message off the wire.</summary>
/// <param name="Peer">Who brought it.</param>
/// <param name="Sender">The reverse path; empty for bounces.</param>
/// <param name="Recipients">The accepted ones, in order.</param>
/// <param name="Data">Byte for byte as sent, dot-stuffing removed; every line ends in CRLF. Nothing was added.</param>
/// <param name="At">When it had arrived whole, UTC.</param>
public sealed record ReceivedMessage(SmtpPeer Peer, string Sender, IReadOnlyList<string> Recipients, ReadOnlyMemory<byte> Data, DateTimeOffset At);
