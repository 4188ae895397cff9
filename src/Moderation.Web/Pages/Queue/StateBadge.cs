using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Pages.Shared.Components;

namespace Moderation.Web.Pages.Queue;

/// <summary>How a state looks to staff.</summary>
public static class StateBadge
{
    public static Badge Of(CampaignState state) => state switch
    {
        CampaignState.Draft => new("neutral", "draft", "Draft"),
        CampaignState.Blocked => new("block", "block", "Blocked"),
        CampaignState.Held => new("hold", "hold", "Waiting"),
        CampaignState.Escalated => new("block", "escalate", "Escalated"),
        CampaignState.Deferred => new("neutral", "clock", "Put aside"),
        CampaignState.Scheduled => new("info", "clock", "Scheduled"),
        CampaignState.Releasing => new("info", "send", "Leaving"),
        CampaignState.Sending => new("info", "send", "Sending"),
        CampaignState.Paused => new("hold", "pause", "Paused"),
        CampaignState.Sent => new("ok", "sent", "Sent"),
        CampaignState.Closed => new("ok", "sent", "Sent, index final"),
        CampaignState.Stopped => new("block", "stop", "Stopped"),
        CampaignState.Rejected => new("block", "block", "Rejected"),
        _ => new("neutral", "undo", "Withdrawn"),
    };

    public static Badge Of(DecisionKind kind) => kind switch
    {
        DecisionKind.Approve => new("ok", "ok", "Approved"),
        DecisionKind.Return => new("hold", "undo", "Returned"),
        DecisionKind.Reject => new("block", "block", "Rejected"),
        DecisionKind.Defer => new("neutral", "clock", "Put aside"),
        _ => new("info", "escalate", "Escalated"),
    };
}
