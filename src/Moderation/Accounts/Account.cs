using Moderation.Contacts;
using Moderation.Delivery;

namespace Moderation.Accounts;

/// <summary>A customer of the provider: the tenant.</summary>
public sealed class Account
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }
    public BusinessProfile Profile { get; set; } = new();
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What the opt-out link of its mail ends.</summary>
    public OptOutScope OptOutScope { get; set; }

    /// <summary>Whether opens of its mail are counted, by a picture; holds for what is released from then on.</summary>
    public bool TrackOpens { get; set; } = true;

    /// <summary>Whether clicks are counted, by links that lead over a host of ours.</summary>
    public bool TrackClicks { get; set; } = true;

    /// <summary>IANA name of the zone by whose clock its hours count.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>When its campaigns may leave; null is at any hour.</summary>
    public SendWindow? SendWindow { get; set; }

    /// <summary>When a person ended the probation of a new account (rule account.new); null while it lasts.</summary>
    public DateTimeOffset? ProbationLiftedAt { get; private set; }
    public string? ProbationLiftedBy { get; private set; }

    /// <summary>Set while the account is placed under moderation (rule account.moderated).</summary>
    public DateTimeOffset? ModeratedSince { get; private set; }
    public string? ModeratedWhy { get; private set; }

    public void PlaceUnderModeration(string why, DateTimeOffset now) => (ModeratedSince, ModeratedWhy) = (ModeratedSince ?? now, why);

    public void EndModeration() => (ModeratedSince, ModeratedWhy) = (null, null);

    public void LiftProbation(string by, DateTimeOffset now)
    {
        ProbationLiftedAt = now;
        ProbationLiftedBy = by;
    }
}

/// <summary>What the customer said its business is; reviewers hold the mail against it.</summary>
public sealed class BusinessProfile
{
    public string Industry { get; set; } = "";
    public string Website { get; set; } = "";
    public string Description { get; set; } = "";
}
