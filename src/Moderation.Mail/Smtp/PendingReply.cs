namespace Moderation.Mail.Smtp;

/// <summary>A reply that the server owes us; null when the connection ended first.</summary>
internal sealed class PendingReply(TimeSpan timeout) : TaskCompletionSource<SmtpReply?>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public TimeSpan Timeout { get; } = timeout;
}
