using Moderation.Accounts;

namespace Moderation.Senders;

/// <summary>A domain that is not the account's, and to which its mail may link all the same: a reviewer looked at it.</summary>
public sealed class TrustedDomain : IOfAccount
{
    public required Guid AccountId { get; init; }
    public required DomainName Domain { get; init; }
    public required Guid By { get; init; }
    public required string ByName { get; init; }
    public required DateTimeOffset At { get; init; }
}
