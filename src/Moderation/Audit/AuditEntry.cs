using Moderation.Accounts;

namespace Moderation.Audit;

/// <summary>One step of one campaign or account, by whom and when. Append-only: each row hashes the one before, so a removed row shows.</summary>
public sealed class AuditEntry : IOfAccount
{
    public required Guid AccountId { get; init; }

    /// <summary>Position in the account's chain, from 1.</summary>
    public required long Position { get; init; }
    public required DateTimeOffset At { get; init; }
    public Guid? ActorId { get; init; }

    /// <summary>A person's name, or the part of the system that acted.</summary>
    public required string Actor { get; init; }

    /// <summary>A stable verb, such as "campaign.approved".</summary>
    public required string Action { get; init; }
    public Guid? CampaignId { get; init; }
    public required string Detail { get; init; }

    /// <summary>Hash of the row before; empty for the first.</summary>
    public required string PreviousHash { get; init; }
    public required string Hash { get; init; }

    /// <summary>The entry that follows <paramref name="last"/>. Times are kept to the microsecond, as the database keeps them.</summary>
    public static AuditEntry After(AuditEntry? last, Guid account, DateTimeOffset at, Guid? actorId, string actor, string action, Guid? campaign, string detail)
    {
        at = AuditChain.Microseconds(at);
        var position = (last?.Position ?? 0) + 1;
        var previous = last?.Hash ?? "";
        return new AuditEntry
        {
            AccountId = account,
            Position = position,
            At = at,
            ActorId = actorId,
            Actor = actor,
            Action = action,
            CampaignId = campaign,
            Detail = detail,
            PreviousHash = previous,
            Hash = AuditChain.Digest(account, position, at, actorId, actor, action, campaign, detail, previous),
        };
    }

    /// <summary>Whether the row still says what was hashed when it was written.</summary>
    public bool IsIntact() => Hash == AuditChain.Digest(AccountId, Position, At, ActorId, Actor, Action, CampaignId, Detail, PreviousHash);
}
