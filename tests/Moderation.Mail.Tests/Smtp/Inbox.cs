using System.Collections.Concurrent;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

/// <summary>A handler that keeps everything in memory, or answers as a test says.</summary>
internal sealed class Inbox : ISmtpHandler
{
    public static readonly SmtpReply Ok = new(250, new EnhancedStatus(2, 0, 0), "Ok");

    public ConcurrentQueue<ReceivedMessage> Messages { get; } = new();

    public Func<string, SmtpReply> OnRecipient { get; init; } = _ => Ok;

    public Func<ReceivedMessage, Task<SmtpReply>> OnMessage { get; init; } = _ => Task.FromResult(Ok);

    public ValueTask<SmtpReply> RecipientAsync(SmtpPeer peer, string sender, string recipient, CancellationToken ct) => new(OnRecipient(recipient));

    public async ValueTask<SmtpReply> MessageAsync(ReceivedMessage message, CancellationToken ct)
    {
        var reply = await OnMessage(message);
        if (reply.IsPositive)
        {
            Messages.Enqueue(message);
        }

        return reply;
    }
}
