using Moderation.Campaigns;

namespace Moderation.Mail.Fetching;

/// <summary>What one address answered.</summary>
/// <param name="Hop">For the chain.</param>
/// <param name="Failure">Null when there was an HTTP answer.</param>
/// <param name="Why">More about a failure.</param>
internal sealed record PageAnswer(LinkHop Hop, LinkEnd? Failure = null, string? Why = null)
{
    /// <summary>Where it sends the reader on to, as written; null when nowhere.</summary>
    public string? Next { get; init; }

    /// <summary>What <see cref="Next"/> is relative to.</summary>
    public Uri? From { get; init; }
}
