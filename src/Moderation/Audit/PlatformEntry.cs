namespace Moderation.Audit;

/// <summary>
/// One step in the platform's own log: what admins did about the people who sign in, staff included, who belong to no account.
/// Append-only: each row hashes the one before, so a removed row shows.
/// </summary>
public sealed class PlatformEntry
{
    /// <summary>Position in the chain, from 1.</summary>
    public required long Position { get; init; }
    public required DateTimeOffset At { get; init; }
    public Guid? ActorId { get; init; }

    /// <summary>A person's name, or the part of the system that acted.</summary>
    public required string Actor { get; init; }

    /// <summary>A stable verb, such as "person.deactivated".</summary>
    public required string Action { get; init; }

    /// <summary>The person whom it was done to.</summary>
    public Guid? PersonId { get; init; }
    public required string Detail { get; init; }

    /// <summary>Hash of the row before; empty for the first.</summary>
    public required string PreviousHash { get; init; }
    public required string Hash { get; init; }

    /// <summary>The entry that follows <paramref name="last"/>. Times are kept to the microsecond, as the database keeps them.</summary>
    public static PlatformEntry After(PlatformEntry? last, DateTimeOffset at, Guid? actorId, string actor, string action, Guid? person, string detail)
    {
        at = AuditChain.Microseconds(at);
        var position = (last?.Position ?? 0) + 1;
        var previous = last?.Hash ?? "";
        return new PlatformEntry
        {
            Position = position,
            At = at,
            ActorId = actorId,
            Actor = actor,
            Action = action,
            PersonId = person,
            Detail = detail,
            PreviousHash = previous,
            Hash = AuditChain.Digest(position, at, actorId, actor, action, person, detail, previous),
        };
    }

    /// <summary>Whether the row still says what was hashed when it was written.</summary>
    public bool IsIntact() => Hash == AuditChain.Digest(Position, At, ActorId, Actor, Action, PersonId, Detail, PreviousHash);
}
