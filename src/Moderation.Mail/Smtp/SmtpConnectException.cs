namespace Moderation.Mail.Smtp;

/// <summary>No session could be opened on a route; nothing was sent.</summary>
public sealed class SmtpConnectException(string message, SmtpReply? reply = null, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>What the server said, when it said something: 4xx and 421 are worth another try.</summary>
    public SmtpReply? Reply { get; } = reply;
}

/// <summary>The other side broke the protocol; the connection is of no further use.</summary>
internal sealed class SmtpProtocolException(string message) : IOException(message);
