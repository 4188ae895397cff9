using Moderation.Accounts;

namespace Moderation.Contacts;

/// <summary>
/// A person wants no more mail of one list or from one sender, and may want the rest: never mail this address for those. Exactly one
/// of <see cref="ListId"/> and <see cref="SenderId"/> is set. Outlives membership: whoever left a list stays off it after an import.
/// </summary>
public sealed class PartialOptOut : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string EmailKey { get; init; }
    public Guid? ListId { get; init; }
    public Guid? SenderId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The campaign whose message led to it.</summary>
    public Guid? CampaignId { get; init; }

    /// <summary>How it came, as in <see cref="Suppression.Evidence"/>.</summary>
    public required string Evidence { get; init; }
}
