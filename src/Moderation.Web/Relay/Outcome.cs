using Moderation.Delivery;

namespace Moderation.Web.Relay;

/// <summary>What became of one try. Stored by number: never renumber.</summary>
internal enum OutcomeKind : short
{
    /// <summary>The route took the message.</summary>
    Accepted = 1,

    /// <summary>Refused for good.</summary>
    Refused = 2,

    /// <summary>Not tried: an opt-out or a bounce came first.</summary>
    Suppressed = 3,

    /// <summary>The only one that is not the end: tried again at its time.</summary>
    Deferred = 4,

    /// <summary>Deferred until the time was up.</summary>
    Expired = 5,
}

/// <summary>One row of <c>outcomes</c>.</summary>
/// <param name="Recipient">Whose delivery it was.</param>
/// <param name="Meaning">Null when nothing was sent.</param>
/// <param name="Code">The reply code, or null without a reply.</param>
/// <param name="Enhanced">The enhanced status code, such as 5.1.1.</param>
/// <param name="Reply">The words of the route.</param>
/// <param name="At">When the reply came.</param>
/// <param name="RetryAt">Of a deferral: not before.</param>
internal sealed record Outcome(Recipient Recipient, OutcomeKind Kind, ReplyMeaning? Meaning, int? Code, string? Enhanced, string Reply, DateTimeOffset At, DateTimeOffset? RetryAt)
{
    /// <summary>Over what it went; null is the configured route, or nowhere.</summary>
    public Departure? From { get; init; }

    /// <summary>A <see cref="Delivery.Provider.Key"/>, as far as anybody asked who runs the recipient's servers.</summary>
    public string Provider { get; init; } = Delivery.Provider.Other.Key;

    // A hostile server must not fill the database.
    private const int LongestReply = 500;

    public static Outcome Suppressed(Recipient recipient, DateTimeOffset at) =>
        new(recipient, OutcomeKind.Suppressed, null, null, null, "", at, null);

    /// <summary>The message could not be written for this recipient.</summary>
    public static Outcome Unsendable(Recipient recipient, string why, DateTimeOffset at) =>
        new(recipient, OutcomeKind.Refused, null, null, null, Printable(why), at, null);

    public static Outcome Of(Recipient recipient, int? code, string? enhanced, string reply, ReplyMeaning meaning, RetryPolicy retry, DateTimeOffset released, DateTimeOffset now)
    {
        var text = Printable(reply);
        if (meaning != ReplyMeaning.TryLater)
        {
            return new Outcome(recipient, meaning == ReplyMeaning.Accepted ? OutcomeKind.Accepted : OutcomeKind.Refused, meaning, code, enhanced, text, now, null);
        }

        var next = retry.NextTry(recipient.Attempts + 1, released, now);
        return new Outcome(recipient, next is null ? OutcomeKind.Expired : OutcomeKind.Deferred, meaning, code, enhanced, text, now, next);
    }

    // PostgreSQL refuses NUL in text.
    private static string Printable(string reply) =>
        new([.. reply.Take(LongestReply).Select(c => char.IsControl(c) ? ' ' : c)]);
}

/// <summary>The route and the address that a message leaves by. Short numbers, because each outcome keeps them.</summary>
/// <param name="Route">Its number.</param>
/// <param name="Address">The number of the address; null where a smart host chooses.</param>
/// <param name="Ip">The id of the address.</param>
internal sealed record Departure(short Route, short? Address, Guid? Ip);

/// <summary>One delivery still without an end.</summary>
/// <param name="Attempts">Tries so far.</param>
/// <param name="DueAt">Of a deferred one: not before.</param>
/// <param name="IsSuppressed">As read with the claim.</param>
internal sealed record Recipient(int Sequence, string Email, string EmailKey, string FirstName, string LastName, int Attempts, DateTimeOffset? DueAt, bool IsSuppressed);
