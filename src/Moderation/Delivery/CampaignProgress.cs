using Moderation.Accounts;

namespace Moderation.Delivery;

/// <summary>Running totals of a released campaign, kept by the relay beside the campaign so that counting does not touch its version.</summary>
public sealed class CampaignProgress : IOfAccount
{
    public required Guid AccountId { get; init; }
    public required Guid CampaignId { get; init; }

    /// <summary>Deliveries made at release.</summary>
    public int Total { get; set; }

    /// <summary>The route answered 250.</summary>
    public int Accepted { get; set; }

    /// <summary>A permanent refusal (5xx).</summary>
    public int Refused { get; set; }

    /// <summary>Not tried, because an opt-out or a bounce came after the release.</summary>
    public int Suppressed { get; set; }

    /// <summary>A temporary refusal, to be tried again.</summary>
    public int Deferred { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>So many go first; the others wait until <see cref="CanaryEndedAt"/>. Null: all at once.</summary>
    public int? Canary { get; set; }

    /// <summary>Each of the first was tried.</summary>
    public DateTimeOffset? CanaryTriedAt { get; set; }

    /// <summary>The others were let go, by what came back or by a person.</summary>
    public DateTimeOffset? CanaryEndedAt { get; set; }

    /// <summary>JSON: what was counted when a person last decided; only what comes after it is held against the campaign. Null: nothing yet.</summary>
    public string? Judged { get; set; }
}

/// <summary>Messages that a released campaign may still hand over: counted under the 3.6 principle before they leave.</summary>
public sealed class VolumeReservation : IOfAccount
{
    public required Guid AccountId { get; init; }
    public required Guid CampaignId { get; init; }
    public required int Remaining { get; set; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>Messages handed to a route in one batch: the S of the 3.6 principle is their sum over 7 × 24 h.</summary>
public sealed class Handover : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid CampaignId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required int Messages { get; init; }
}
