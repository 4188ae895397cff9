using Moderation.Accounts;

namespace Moderation.Campaigns;

/// <summary>What was last seen of one address that an account links to: kept so that the same page is not asked again and again.</summary>
public sealed class KnownLink : IOfAccount
{
    public required Guid AccountId { get; init; }

    /// <summary>SHA-256 of <see cref="Address"/>.</summary>
    public required byte[] AddressHash { get; init; }
    public required string Address { get; init; }

    /// <summary>The <see cref="LinkProbe"/> as JSON.</summary>
    public required string Probe { get; set; }
    public required DateTimeOffset At { get; set; }
}
