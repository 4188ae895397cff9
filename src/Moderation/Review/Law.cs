using Moderation.Rules;

namespace Moderation.Review;

/// <summary>
/// What neither a policy nor a project manager sets aside: every reader can opt out (ePrivacy Directive art. 13, CAN-SPAM Act § 5),
/// the mail can be read by the rules at all, and a mail server can take it.
/// </summary>
public static class Law
{
    public static bool Covers(string rule) => rule is "mail.unsendable" or "html.limits" || rule.StartsWith("optout.", StringComparison.Ordinal);

    /// <summary>The least weight that a policy can give to a rule.</summary>
    public static Severity Floor(RuleInfo rule) => Covers(rule.Code) ? rule.Severity : Severity.Advise;

    /// <summary>Whether a project manager can lift these blocks: there are some, and none is of the law.</summary>
    public static bool AllowsAppeal(Judgement judgement) =>
        judgement.Verdict == Verdict.Blocked && !judgement.Findings.Any(finding => finding.Severity == Severity.Block && Covers(finding.Rule));
}
