using Moderation.Accounts;

namespace Moderation.Review;

/// <summary>Stored by name: never rename one.</summary>
public enum DecisionKind
{
    Approve,
    Return,
    Reject,
    Defer,
    Escalate,
}

/// <summary>What a person decided about exactly this content; kept when it is undone.</summary>
public sealed class Decision : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid CampaignId { get; init; }
    public required Guid SubmissionId { get; init; }
    public required DecisionKind Kind { get; init; }

    /// <summary>Codes of <see cref="DecisionReason"/> or of rules.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Shown to the marketer.</summary>
    public required string Note { get; init; }
    public required string ContentHash { get; init; }

    /// <summary><see cref="Campaigns.Campaign.Version"/> that the reviewer saw.</summary>
    public required int CampaignVersion { get; init; }
    public required Guid By { get; init; }
    public required string ByName { get; init; }
    public required DateTimeOffset At { get; init; }
    public DateTimeOffset? UndoneAt { get; private set; }

    public void Undo(DateTimeOffset now) => UndoneAt = now;
}
