using Moderation.Accounts;

namespace Moderation.Contacts;

public enum SuppressionReason
{
    OptOut,
    HardBounce,
    Complaint,
    Manual,

    /// <summary>Never active, and did not answer the last mailing or was not asked: the account chose to end it.</summary>
    Inactive,
}

/// <summary>Never mail this address for this account. Outlives the contact: a deleted and re-imported address stays suppressed.</summary>
public sealed class Suppression : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary><see cref="EmailAddress.Key"/>; after an erasure the keyed hash of it, which begins with #.</summary>
    public required string EmailKey { get; init; }
    public required SuppressionReason Reason { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>What stood here before the person opted out: it holds again when the opt-out is taken back.</summary>
    public SuppressionReason? Replaced { get; init; }

    /// <summary>The campaign whose message led to it, when one did.</summary>
    public Guid? CampaignId { get; init; }

    /// <summary>How it came: "one-click POST", "opt-out page", "SMTP 550 5.1.1" …; what staff show when asked for proof.</summary>
    public required string Evidence { get; init; }
}
