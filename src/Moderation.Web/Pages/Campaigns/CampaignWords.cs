using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Web.Pages.Shared.Components;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>A campaign's state as its marketer reads it: what it is called, whose turn it is, what comes next.</summary>
/// <param name="Badge">The state.</param>
/// <param name="IsYourTurn">Whether the marketer has to do something.</param>
/// <param name="Next">What comes next, a few words.</param>
public sealed record CampaignWords(Badge Badge, bool IsYourTurn, string Next)
{
    /// <param name="state">Where it stands.</param>
    /// <param name="isReturned">Whether a project manager sent it back and it was not submitted since.</param>
    /// <param name="isApproved">Whether the content may leave.</param>
    /// <param name="isAppealed">Whether it was submitted again after a rejection.</param>
    public static CampaignWords Of(CampaignState state, bool isReturned, bool isApproved = false, bool isAppealed = false) => state switch
    {
        CampaignState.Deferred when isApproved => new(new Badge("hold", "clock", "Time passed"), true, "Send it now or choose another time"),
        CampaignState.Rejected when isAppealed => new(new Badge("block", "block", "Rejected"), false, "Two people rejected it; that stands"),
        CampaignState.Draft when isReturned => new(new Badge("hold", "undo", "Returned"), true, "Mend what the project manager named, then submit again"),
        CampaignState.Draft => new(new Badge("neutral", "draft", "Draft"), true, "Check it and submit it"),
        CampaignState.Blocked => new(new Badge("block", "block", "Blocked"), true, "Mend what the check-up found, then submit again"),
        CampaignState.Held => new(new Badge("hold", "hold", "In review"), false, "A project manager decides"),
        CampaignState.Escalated => new(new Badge("hold", "hold", "In review"), false, "A second project manager decides"),
        CampaignState.Deferred => new(new Badge("hold", "hold", "In review"), false, "A project manager decides later"),
        CampaignState.Scheduled => new(new Badge("info", "clock", "Scheduled"), false, "Leaves by itself at its time"),
        CampaignState.Releasing => new(new Badge("info", "clock", "Leaving"), false, "Leaves within a minute"),
        CampaignState.Sending => new(new Badge("info", "send", "Sending"), false, "Messages are leaving"),
        CampaignState.Paused => new(new Badge("hold", "pause", "Paused"), true, "Resume it or stop it"),
        CampaignState.Sent => new(new Badge("ok", "sent", "Sent"), false, "Results come in"),
        CampaignState.Closed => new(new Badge("ok", "sent", "Sent"), false, "Finished"),
        CampaignState.Stopped => new(new Badge("neutral", "stop", "Stopped"), false, "Ended before everybody was served"),
        CampaignState.Rejected => new(new Badge("block", "block", "Rejected"), true, "Read why; mend it and submit it once more, or leave it"),
        _ => new(new Badge("neutral", "undo", "Withdrawn"), false, "Nothing: you took it back"),
    };

    /// <summary>While no message can leave. Why is the provider's affair, and told to staff.</summary>
    public CampaignWords Waiting() => this with { Next = "Sending is waiting" };

    /// <summary>While it waits for the hours that its account keeps.</summary>
    public CampaignWords Until(string opening) => this with { Badge = new Badge("info", "clock", "Waiting"), Next = Hours.Sentence(opening).TrimEnd('.') };

    /// <summary>A reason of a decision, a code of the checklist or of a rule, in words for the marketer.</summary>
    public static string Reason(string code)
    {
        var rule = RuleCatalogue.Find(code);
        return DecisionReason.All.FirstOrDefault(reason => reason.Code == code)?.ForMarketer ?? (rule is null ? code : $"{rule.Title}. {rule.Fix}");
    }
}
