namespace Moderation.Mail.Smtp;

public enum SmtpOutcomeKind
{
    /// <summary>The server took the message and answers for it.</summary>
    Accepted,

    /// <summary>Refused for now (4xx): try again later.</summary>
    Deferred,

    /// <summary>Refused for good (5xx, or the server cannot take such a message).</summary>
    Refused,

    /// <summary>The connection ended before the answer: repeat on another one. See <see cref="SmtpOutcome.MayHaveArrived"/>.</summary>
    ConnectionLost,
}

/// <summary>How far a message came.</summary>
public enum SmtpStage
{
    BeforeSending,
    MailFrom,
    RcptTo,
    Data,
    Content,
    EndOfData,
}

/// <summary>What became of one message.</summary>
/// <param name="Kind">The result.</param>
/// <param name="Stage">Where it was decided.</param>
/// <param name="Reply">The server's words, when there were any.</param>
/// <param name="Reason">One sentence for people.</param>
public sealed record SmtpOutcome(SmtpOutcomeKind Kind, SmtpStage Stage, SmtpReply? Reply, string Reason)
{
    /// <summary>Lost after the final dot: the server may hold the message, so a repeat may be a second copy.</summary>
    public bool MayHaveArrived => Kind == SmtpOutcomeKind.ConnectionLost && Stage == SmtpStage.EndOfData;

    internal static SmtpOutcome Answered(SmtpStage stage, SmtpReply reply) =>
        new(reply.IsPositive ? SmtpOutcomeKind.Accepted : reply.IsTemporary ? SmtpOutcomeKind.Deferred : SmtpOutcomeKind.Refused, stage, reply, reply.ToString());
}
