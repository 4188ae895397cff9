using Moderation.Accounts;

namespace Moderation.Reputation;

/// <summary>What happened to a message. Stored by name: never rename one.</summary>
public enum EventKind
{
    /// <summary>A delivery with an outcome, whatever it was.</summary>
    Attempted,
    Delivered,

    /// <summary>The recipient is invalid: the list's fault.</summary>
    HardBounced,

    /// <summary>Refused for policy or reputation: the sender's fault.</summary>
    PolicyBlocked,
    SoftBounced,

    /// <summary>Recipients of whom a person opened; counted on the day of the first time.</summary>
    Opened,

    /// <summary>Recipients of whom a person followed a link.</summary>
    Clicked,
    Complained,
    Unsubscribed,

    /// <summary>Of the delivered: to a provider that reports complaints to us.</summary>
    DeliveredWithFeedback,

    /// <summary>Recipients whose mail only programs opened: whether they did themselves cannot be seen.</summary>
    OpenedByMachine,

    /// <summary>Recipients whose links only programs followed.</summary>
    ClickedByMachine,

    /// <summary>Of the delivered: the log of a smart host says that the next server took it.</summary>
    Arrived,

    /// <summary>Deliveries that a smart host could not pass on at once, as its log says.</summary>
    Delayed,
}

/// <summary>Events of one kind on one day (UTC) of one campaign. Reputation reads only these.</summary>
public sealed class EventCounter : IOfAccount
{
    public required Guid AccountId { get; init; }
    public required Guid CampaignId { get; init; }
    public required EventKind Kind { get; init; }
    public required DateOnly Day { get; init; }
    public long Count { get; set; }
}

/// <summary>One night's index of one campaign, with all that is needed to recompute it.</summary>
public sealed class ReputationScore : IOfAccount
{
    public required Guid AccountId { get; init; }
    public required Guid CampaignId { get; init; }

    /// <summary>The night for which it was computed (UTC).</summary>
    public required DateOnly Night { get; init; }
    public required string Formula { get; init; }

    /// <summary>The six k/n as JSON.</summary>
    public required string Counts { get; init; }

    /// <summary>The constants of the formula at that time, as JSON: with the counts, all that is needed to compute it again.</summary>
    public required string Parameters { get; init; }
    public required double Index { get; init; }
    public required double Raw { get; init; }
    public double? Cap { get; init; }
    public required double Confidence { get; init; }

    /// <summary>Day 7 after the end has passed: this row is the campaign's final index.</summary>
    public required bool Frozen { get; init; }
    public required DateTimeOffset ComputedAt { get; init; }
}
