namespace Moderation.Delivery;

/// <summary>When a deferred message is tried again, and when it is given up (RFC 5321 §4.5.4.1).</summary>
/// <param name="Delays">Wait after the first, second … deferral; the last one repeats.</param>
/// <param name="GiveUpAfter">Since the release.</param>
public sealed record RetryPolicy(IReadOnlyList<TimeSpan> Delays, TimeSpan GiveUpAfter)
{
    // The first wait is short because most deferrals are greylisting, which ends after five minutes.
    public static RetryPolicy Default { get; } = new([TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1)], TimeSpan.FromDays(4));

    /// <summary>The next try after the <paramref name="attempt"/>th deferral (from 1); null when it is time to give up.</summary>
    public DateTimeOffset? NextTry(int attempt, DateTimeOffset released, DateTimeOffset now)
    {
        var next = now + Delays[Math.Min(attempt, Delays.Count) - 1];
        return next - released > GiveUpAfter ? null : next;
    }
}
