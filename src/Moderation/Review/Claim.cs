using Moderation.Accounts;

namespace Moderation.Review;

/// <summary>A project manager works on a queued campaign; a lease, so that a closed browser blocks nobody.</summary>
public sealed class Claim : IOfAccount
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    public required Guid AccountId { get; init; }
    public required Guid CampaignId { get; init; }
    public required Guid UserId { get; set; }
    public required string UserName { get; set; }
    public required DateTimeOffset Until { get; set; }

    public bool IsHeldByAnother(Guid user, DateTimeOffset now) => UserId != user && now < Until;
}
