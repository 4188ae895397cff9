using System.Text.RegularExpressions;

namespace Moderation.Web.Pages.Shared;

/// <summary>The audit log in words.</summary>
internal static partial class StepWords
{
    /// <summary>What an action is called; one that has no words here is shown without its prefix.</summary>
    public static string Of(string action) => action switch
    {
        "campaign.created" => "Created",
        "campaign.edited" => "Edited and taken back to draft",
        "campaign.submitted" => "Submitted",
        "campaign.withdrawn" => "Withdrawn",
        "campaign.claimed" => "Claimed",
        "campaign.approved" => "Approved",
        "campaign.returned" => "Returned for changes",
        "campaign.rejected" => "Rejected",
        "campaign.deferred" => "Put aside",
        "campaign.escalated" => "Passed to another project manager",
        "campaign.approval-undone" => "Approval undone",
        "campaign.appealed" => "Asked a project manager to lift the block",
        "campaign.judged-again" => "Judged again",
        "campaign.held-again" => "Held again",
        "campaign.time-missed" => "Send time passed",
        "campaign.planned-again" => "Planned again",
        "campaign.release-failed" => "Could not begin to send",
        "campaign.sending" => "Sending began",
        "campaign.paused" => "Paused",
        "campaign.resumed" => "Resumed",
        "campaign.any-hour" => "To leave at any hour",
        "campaign.kept-hours" => "To leave in the sending hours",
        "campaign.sent" => "Sent",
        "campaign.stopped" => "Stopped",
        "campaign.closed" => "Closed",
        "account.created" => "Account made",
        "account.profile-changed" => "Business profile changed",
        "account.probation-lifted" => "Probation lifted",
        "account.moderated" => "Placed under moderation",
        "account.moderation-ended" => "Moderation ended",
        "account.domain-trusted" => "Domain allowed",
        "account.domain-withdrawn" => "Domain no longer allowed",
        "account.opt-out-scope" => "Scope of the opt-out link changed",
        "account.sending-hours" => "Sending hours changed",
        "contact.taken-out" => "Contact taken out",
        "contact.erased" => "Contact erased",
        "form.created" => "Subscription form made",
        "form.edited" => "Subscription form changed",
        "form.opened" => "Subscription form opened",
        "form.closed" => "Subscription form closed",
        "person.created" => "Invited",
        "person.first-admin" => "Made as the first admin",
        "person.link-mailed" => "Link mailed",
        "person.sessions-ended" => "All sessions ended",
        "person.second-step-removed" => "Second step removed",
        "person.unlocked" => "Lockout ended",
        "person.deactivated" => "Deactivated",
        "person.reactivated" => "Reactivated",
        "policy.changed" => "Policy changed",
        _ => Plain(action[(action.IndexOf('.', StringComparison.Ordinal) + 1)..].Replace('-', ' ')),
    };

    /// <summary>The entry's detail with content hashes cut to twelve digits, which is enough to compare by eye.</summary>
    public static string Detail(string detail) => WholeHash().Replace(detail, "${head}…");

    private static string Plain(string words) => words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];

    [GeneratedRegex(@"\b(?<head>[0-9a-f]{12})[0-9a-f]{52}\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex WholeHash();
}
