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
        Run(submission, policy, OfCatalogue[(int)(available & Needs.All)] ??= Sort(available, RuleCatalogue.All));

    public static Judgement Run(Submission submission, Policy policy, Needs available, IReadOnlyList<IRule> rules) =>
        Run(submission, policy, Sort(available, rules));

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
            RuleCatalogue.Find(finding.Rule) is { } rule && !finding.Unchecked && finding.Severity == before.SeverityOf(rule)
                ? finding with { Severity = policy.SeverityOf(rule) }
                : finding);
        return Conclude([.. later.Findings, .. kept], first.NotChecked, policy) with { Drawn = first.Drawn ?? later.Drawn };
    }

    // By what there is to judge with: which rules are run depends on nothing else.
    private static readonly RulesAtHand?[] OfCatalogue = new RulesAtHand?[(int)Needs.All + 1];

    private static RulesAtHand Sort(Needs available, IReadOnlyList<IRule> rules)
    {
        var run = new List<IRule>(rules.Count);
        var notChecked = new List<NotChecked>();
        foreach (var rule in rules)
        {
            var missing = rule.Info.Needs & ~available;
            if (missing == Needs.None)
            {
                run.Add(rule);
            }
            else
            {
                notChecked.Add(new NotChecked(rule.Info.Code, rule.Info.Title, Say(missing)));
            }
        }

        return new RulesAtHand([.. run], [.. notChecked]);
    }

    private static Judgement Run(Submission submission, Policy policy, RulesAtHand rules)
    {
        var findings = new List<Finding>();
        foreach (var rule in rules.Run)
        {
            Check(rule, submission, policy, findings);
        }

        return Conclude(findings, rules.NotChecked, policy);
    }

    private static Judgement Conclude(List<Finding> findings, IReadOnlyList<NotChecked> notChecked, Policy policy)
    {
        var sorted = Sorted(findings);
        return new Judgement(VerdictOf(sorted), sorted, notChecked, policy.Version);
    }

    // A stable sort: findings of one weight stay in the catalogue's order.
    private static List<Finding> Sorted(List<Finding> findings)
    {
        for (var i = 1; i < findings.Count; i++)
        {
            if (findings[i].Severity > findings[i - 1].Severity)
            {
                return findings.OrderByDescending(finding => finding.Severity).ToList();
            }
        }

        return findings;
    }

    private static Verdict VerdictOf(List<Finding> sorted) => sorted is [] ? Verdict.Cleared : sorted[0].Severity switch
    {
        Severity.Advise => Verdict.Cleared,
        Severity.Hold => Verdict.Held,
        _ => Verdict.Blocked,
    };

    // Fail closed: a rule that breaks off has found nothing out, whatever it had yielded before.
    private static void Check(IRule rule, Submission submission, Policy policy, List<Finding> findings)
    {
        var before = findings.Count;
        try
        {
            foreach (var found in rule.Check(submission, policy.Thresholds))
            {
                findings.Add(Weigh(rule.Info, found, policy));
            }
        }
        catch (Exception error)
        {
            findings.RemoveRange(before, findings.Count - before);
            findings.Add(Unknown.Because(rule.Info, "the check itself broke off", null, new Evidence("error", error.GetType().Name)));
        }
    }

    // What is unknown holds even where the policy only advises on what is found: nobody has looked.
    private static Finding Weigh(RuleInfo rule, Finding found, Policy policy)
    {
        var severity = found.Unchecked ? Severity.Hold : policy.Weigh(rule, found.Severity);
        return found.Severity == severity ? found : found with { Severity = severity };
    }

    private static string Say(Needs missing) => missing switch
    {
        Needs.SpamFilter => NoSpamFilter,
        Needs.Account => "needs an account",
        Needs.Network => "needs the network",
        Needs.Account | Needs.Network => "needs an account and the network",
        _ => "needs what is not there",
    };

    private sealed record RulesAtHand(IRule[] Run, NotChecked[] NotChecked);
}
