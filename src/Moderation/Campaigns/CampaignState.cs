namespace Moderation.Campaigns;

/// <summary>Where a campaign stands. Stored by name: never rename one.</summary>
public enum CampaignState
{
    /// <summary>The marketer may edit it.</summary>
    Draft,

    /// <summary>Rules found what only the marketer can mend.</summary>
    Blocked,

    /// <summary>In the queue: a project manager decides.</summary>
    Held,

    /// <summary>A person asked another one to decide.</summary>
    Escalated,

    /// <summary>Put aside by a project manager, still in the queue; or approved too late for its time, see <see cref="Campaign.HasMissedItsTime"/>.</summary>
    Deferred,

    /// <summary>Approved or cleared, waiting for its time.</summary>
    Scheduled,

    /// <summary>Leaves at <see cref="Campaign.ReleaseAt"/>; until then the decision can be undone.</summary>
    Releasing,
    Sending,
    Paused,

    /// <summary>Every recipient has an outcome.</summary>
    Sent,

    /// <summary>Sent, and its reputation index is frozen.</summary>
    Closed,
    Stopped,
    Rejected,
    Withdrawn,
}
