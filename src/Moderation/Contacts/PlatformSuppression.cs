namespace Moderation.Contacts;

/// <summary>Never mail this address for anybody: a trap, a threat of law, the wish of a person. Only its keyed hash is kept.</summary>
public sealed class PlatformSuppression
{
    public required string Hash { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Guid By { get; init; }
    public required string ByName { get; init; }
}
