using Moderation.Accounts;

namespace Moderation.Campaigns;

/// <summary>Where a rewritten link of a campaign leads. Fixed at the release: a redirect goes to these and nowhere else.</summary>
public sealed class CampaignLink : IOfAccount
{
    public required Guid AccountId { get; init; }
    public required Guid CampaignId { get; init; }

    /// <summary>From 1, in the order of the mail; stands in tokens.</summary>
    public required int Number { get; init; }

    /// <summary>Absolute, http or https, printable ASCII.</summary>
    public required string Url { get; init; }
}
