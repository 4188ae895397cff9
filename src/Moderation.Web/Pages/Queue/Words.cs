using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Rules;
using Customer = Moderation.Accounts.Account;

namespace Moderation.Web.Pages.Queue;

/// <summary>The words of reviewing.</summary>
public static class Words
{
    /// <summary>To the second: two decisions are told apart by it.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm:ss") + " UTC";

    /// <summary>What is counted of the mail, and what that changes in it after its approval.</summary>
    public static string Counted(Campaign campaign, Customer account)
    {
        var (opens, clicks) = campaign.HasBegun ? (campaign.TracksOpens, campaign.TracksClicks) : (account.TrackOpens, account.TrackClicks);
        return (opens, clicks) switch
        {
            (true, true) => "opens and clicks; when it leaves its links are rewritten to lead over us",
            (true, false) => "opens alone; links stay as they are",
            (false, true) => "clicks alone; when it leaves its links are rewritten to lead over us",
            _ => "nothing; links stay as they are",
        };
    }

    public static string Past(DecisionKind kind) => kind switch
    {
        DecisionKind.Approve => "approved",
        DecisionKind.Return => "returned",
        DecisionKind.Reject => "rejected",
        DecisionKind.Defer => "put aside",
        _ => "escalated",
    };

    /// <summary>The stable verb of the audit log.</summary>
    public static string Action(DecisionKind kind) => kind switch
    {
        DecisionKind.Approve => "campaign.approved",
        DecisionKind.Return => "campaign.returned",
        DecisionKind.Reject => "campaign.rejected",
        DecisionKind.Defer => "campaign.deferred",
        _ => "campaign.escalated",
    };

    /// <summary>"Held by 3 rules".</summary>
    public static string Verdict(Judgement judgement)
    {
        var rules = judgement.Findings.Where(finding => finding.Severity >= (judgement.Verdict == Review.Verdict.Blocked ? Severity.Block : Severity.Hold)).Select(finding => finding.Rule).Distinct(StringComparer.Ordinal).Count();
        var count = rules == 1 ? "1 rule" : $"{rules} rules";
        return judgement.Drawn is not null && !judgement.Findings.Any(finding => finding.Severity >= Severity.Hold) ? "Held without a finding" : judgement.Verdict switch
        {
            Review.Verdict.Blocked => $"Blocked by {count}",
            Review.Verdict.Held => $"Held by {count}",
            _ => "No rule holds it",
        };
    }

    /// <summary>"First: No opt-out link that a person can see."</summary>
    public static string First(Judgement judgement) => judgement.Drawn is { } drawn && judgement.Findings is not [{ Severity: >= Severity.Hold }, ..]
        ? drawn
        : judgement.Findings is [var first, ..] ? $"First: {Reasons.Title(first.Rule)}."
        : "Nothing was found.";

    /// <summary>The heaviest finding in a few words, and how many rules stand behind it.</summary>
    public static string TopRule(Judgement judgement)
    {
        if (judgement.Drawn is { } drawn && judgement.Findings is not [{ Severity: >= Severity.Hold }, ..])
        {
            return drawn;
        }

        var titles = judgement.Findings.Select(finding => Reasons.Title(finding.Rule)).Distinct(StringComparer.Ordinal).ToList();
        return titles switch
        {
            [] => "No finding",
            [var only] => only,
            [var first, ..] => $"{first}, {titles.Count - 1} more",
        };
    }

    /// <summary>Where a campaign stands that nobody has to decide about now.</summary>
    public static string Standing(Campaign campaign, Decision? last)
    {
        var by = last is { UndoneAt: null } ? $" {last.ByName} {Past(last.Kind)} it on {Time(last.At)}." : "";
        return campaign.State switch
        {
            CampaignState.Draft or CampaignState.Blocked => "The marketer is working on it." + by,
            CampaignState.Scheduled or CampaignState.Releasing => $"It leaves on {Time(campaign.ReleaseAt!.Value)}." + by,
            CampaignState.Deferred when campaign.HasMissedItsTime => "It waits until its marketer or you say when." + by,
            CampaignState.Sending => "It is being sent." + by,
            CampaignState.Paused => "Sending is paused." + by,
            CampaignState.Sent or CampaignState.Closed => "It was sent." + by,
            CampaignState.Withdrawn => "The marketer took it back.",
            _ => by.Length > 0 ? by.TrimStart() : campaign.Notice ?? "Nothing is to be decided.",
        };
    }

    internal static string Detail(Decision decision) =>
        string.Join(" ", new[] { string.Join(", ", decision.Reasons), decision.Note, $"Content {decision.ContentHash}, version {decision.CampaignVersion}." }.Where(part => part.Length > 0));
}
