using Moderation.Campaigns;
using Moderation.Rules;

namespace Moderation.Review;

/// <summary>Runs the rules and weighs what they find.</summary>
public static class Judge
{
    /// <summary>Why a rule was not run that only an installed spam filter can answer: the one thing that may be missing without a fault.</summary>
    public const string NoSpamFilter = "no spam filter is installed";

    /// <param name="submission">What is judged.</param>
    /// <param name="policy">The weights and figures.</param>
    /// <param name="available">What there is to judge with. A rule that needs more is not run and is named as such.</param>
    public static Judgement Run(Submission submission, Policy policy, Needs available) =>
        Run(submission, policy, available, RuleCatalogue.All);

    public static Judgement Run(Submission submission, Policy policy, Needs available, IReadOnlyList<IRule> rules)
    {
        var findings = new List<Finding>();
        var notChecked = new List<NotChecked>();
        foreach (var rule in rules)
        {
            var missing = rule.Info.Needs & ~available;
            if (missing == Needs.None)
            {
                findings.AddRange(Check(rule, submission, policy));
            }
            else
            {
                notChecked.Add(new NotChecked(rule.Info.Code, rule.Info.Title, Say(missing)));
            }
        }

        return Conclude(findings, notChecked, policy);
    }

    /// <summary>
    /// A judgement by a later policy, made with less at hand than the first: findings of rules that were not run this time stand
    /// as they were seen, weighed anew.
    /// </summary>
    /// <param name="first">What was shown.</param>
    /// <param name="before">The policy that weighed it.</param>
    /// <param name="later">By the later policy.</param>
    /// <param name="policy">The later policy.</param>
    public static Judgement Reweigh(Judgement first, Policy before, Judgement later, Policy policy)
    {
        var kept = first.Findings.Where(finding => later.NotChecked.Any(rule => rule.Rule == finding.Rule)).Select(finding =>
            RuleCatalogue.All.FirstOrDefault(rule => rule.Info.Code == finding.Rule)?.Info is { } rule && !finding.Unchecked && finding.Severity == before.SeverityOf(rule)
                ? finding with { Severity = policy.SeverityOf(rule) }
                : finding);
        return Conclude([.. later.Findings, .. kept], first.NotChecked, policy) with { Drawn = first.Drawn ?? later.Drawn };
    }

    // A stable sort: findings of one weight stay in the catalogue's order.
    private static Judgement Conclude(List<Finding> findings, IReadOnlyList<NotChecked> notChecked, Policy policy)
    {
        var sorted = findings.OrderByDescending(finding => finding.Severity).ToList();
        return new Judgement(VerdictOf(sorted), sorted, notChecked, policy.Version);
    }

    private static Verdict VerdictOf(List<Finding> sorted) => sorted is [] ? Verdict.Cleared : sorted[0].Severity switch
    {
        Severity.Advise => Verdict.Cleared,
        Severity.Hold => Verdict.Held,
        _ => Verdict.Blocked,
    };

    // Fail closed: a rule that breaks off has found nothing out, whatever it had yielded before.
    private static List<Finding> Check(IRule rule, Submission submission, Policy policy)
    {
        try
        {
            return rule.Check(submission, policy.Thresholds).Select(found => Weigh(rule.Info, found, policy)).ToList();
        }
        catch (Exception error)
        {
            return [Unknown.Because(rule.Info, "the check itself broke off", null, new Evidence("error", error.GetType().Name))];
        }
    }

    // What is unknown holds even where the policy only advises on what is found: nobody has looked.
    private static Finding Weigh(RuleInfo rule, Finding found, Policy policy) =>
        found.Unchecked ? found with { Severity = Severity.Hold } : found with { Severity = policy.Weigh(rule, found.Severity) };

    private static string Say(Needs missing) => missing switch
    {
        Needs.SpamFilter => NoSpamFilter,
        Needs.Account => "needs an account",
        Needs.Network => "needs the network",
        Needs.Account | Needs.Network => "needs an account and the network",
        _ => "needs what is not there",
    };
}
