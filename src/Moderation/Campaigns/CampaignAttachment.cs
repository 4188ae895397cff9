using Moderation.Accounts;

namespace Moderation.Campaigns;

/// <summary>A file of a draft; inline images carry a Content-ID (RFC 2392).</summary>
public sealed class CampaignAttachment : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid CampaignId { get; init; }
    public required string Name { get; init; }
    public required string MediaType { get; init; }
    public string? ContentId { get; init; }
    public required byte[] Bytes { get; init; }
    public required int Size { get; init; }
}
