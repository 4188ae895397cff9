using System.Text.Json;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Tests.Rules;

namespace Moderation.Tests.Review;

public sealed class JudgeTests
{
    private const Needs WithAccount = Needs.Content | Needs.Account;

    [Fact]
    public void A_clean_newsletter_of_a_known_account_is_cleared()
    {
        var judgement = Judge.Run(Known(), Policy.Default, WithAccount);

        Assert.Equal(Verdict.Cleared, judgement.Verdict);
        Assert.Empty(judgement.Findings);
        Assert.All(judgement.NotChecked, one => Assert.NotEqual(Needs.None, RuleCatalogue.Info(one.Rule).Needs & ~WithAccount));
        Assert.Equal(1, judgement.PolicyVersion);
    }

    [Theory]
    [InlineData(Severity.Advise, Verdict.Cleared)]
    [InlineData(Severity.Hold, Verdict.Held)]
    [InlineData(Severity.Block, Verdict.Blocked)]
    public void The_heaviest_finding_decides_and_stands_first(Severity heaviest, Verdict verdict)
    {
        var judgement = Run(new Says("a", Severity.Advise), new Says("b", heaviest), new Says("c", Severity.Advise));

        Assert.Equal(verdict, judgement.Verdict);
        Assert.Equal(heaviest, judgement.Findings[0].Severity);
        Assert.Equal(3, judgement.Findings.Count);
    }

    [Fact]
    public void A_rule_that_breaks_off_holds_and_is_shown_as_not_checked()
    {
        var judgement = Run(new Breaks());

        Assert.Equal(Verdict.Held, judgement.Verdict);
        var finding = Assert.Single(judgement.Findings);
        Assert.True(finding.Unchecked);
        Assert.Equal("InvalidOperationException", finding.Evidence.Of("error"));
        Assert.DoesNotContain("secret", JsonSerializer.Serialize(finding), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_checked_holds_even_where_the_policy_only_advises() =>
        Assert.Equal(Verdict.Held, Run(With("breaks", Severity.Advise), new Breaks()).Verdict);

    [Fact]
    public void A_rule_without_what_it_needs_is_named_and_does_not_hold()
    {
        var judgement = Judge.Run(Sample.Clean(), Policy.Default, Needs.Content);

        Assert.Equal(Verdict.Cleared, judgement.Verdict);
        Assert.Contains(new NotChecked("account.new", "New account", "needs an account"), judgement.NotChecked);
        Assert.Contains(judgement.NotChecked, rule => rule.Rule == "volume.three-point-six");
    }

    [Theory]
    [InlineData(Severity.Advise, Severity.Advise, Severity.Advise)]
    [InlineData(Severity.Advise, Severity.Block, Severity.Advise)]
    [InlineData(Severity.Hold, Severity.Block, Severity.Block)]
    [InlineData(Severity.Hold, Severity.Advise, Severity.Advise)]
    public void The_policy_moves_the_full_weight_and_leaves_the_lighter_alone(Severity found, Severity policy, Severity weighed) =>
        Assert.Equal(weighed, Assert.Single(Run(With("says", policy), new Says("says", found, Severity.Hold)).Findings).Severity);

    [Fact]
    public void A_judgement_and_a_policy_survive_being_stored()
    {
        var judgement = Judge.Run(Sample.Mail("<a href='http://a.example'>x</a>"), Policy.Default, Needs.Content);
        var policy = With("account.new", Severity.Block) with { Version = 7, Thresholds = Thresholds.Default with { VolumeFactor = 2.5m } };

        var json = JsonSerializer.Serialize(judgement);
        Assert.Contains("\"blocked\"", json, StringComparison.Ordinal);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<Judgement>(json)));
        var stored = JsonSerializer.Deserialize<Policy>(JsonSerializer.Serialize(policy))!;
        Assert.Equal(policy.Thresholds, stored.Thresholds);
        Assert.Equal(Severity.Block, stored.Severities["account.new"]);
    }

    [Fact]
    public void Codes_are_unique_and_every_rule_says_why_and_how_to_mend()
    {
        Assert.Equal(RuleCatalogue.All.Count, RuleCatalogue.All.Select(rule => rule.Info.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.All(RuleCatalogue.All, rule => Assert.All([rule.Info.Title, rule.Info.Why, rule.Info.Fix, rule.Info.Source], text => Assert.NotEmpty(text)));
        Assert.All(RuleCatalogue.All, rule => Assert.Same(rule.Info, RuleCatalogue.Info(rule.Info.Code)));
    }

    [Fact]
    public void A_later_policy_weighs_anew_what_was_seen_and_cannot_be_seen_now()
    {
        var far = RuleCatalogue.All.First(rule => rule.Info.Needs.HasFlag(Needs.Network)).Info;
        var seen = new Finding(far.Code, far.Severity, "seen", null, [], "fix");
        var first = new Judgement(Verdict.Held, [seen, seen with { Unchecked = true, Severity = Severity.Hold }], [], 1);
        var later = Judge.Run(Known(), Policy.Default, WithAccount);
        var stricter = far.Severity == Severity.Block ? Severity.Hold : Severity.Block;

        var again = Judge.Reweigh(first, Policy.Default, later, With(far.Code, stricter) with { Version = 2 });

        Assert.Equal(2, again.PolicyVersion);
        Assert.Equal(stricter, again.Findings.Single(finding => !finding.Unchecked).Severity);
        Assert.Equal(Severity.Hold, again.Findings.Single(finding => finding.Unchecked).Severity);
        Assert.Empty(again.NotChecked);
    }

    private static Submission Known() => Sample.From(
        new AccountFacts(Sample.Now, true, Fact.Known<IReadOnlyList<string>>([])),
        new VolumeFacts(0L, 1000L, 1000L, []));

    private static Judgement Run(params IRule[] rules) => Run(Policy.Default, rules);

    private static Judgement Run(Policy policy, params IRule[] rules) => Judge.Run(Sample.Clean(), policy, Needs.Content, rules);

    private static Policy With(string code, Severity severity) => Policy.Default with { Severities = new Dictionary<string, Severity>(StringComparer.Ordinal) { [code] = severity } };

    private sealed class Says(string code, Severity found, Severity? usual = null) : IRule
    {
        public RuleInfo Info { get; } = new(code, code, "why", "fix", usual ?? found, Needs.Content, "source");

        public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds) => [new Finding(code, found, "message", null, [], "fix")];
    }

    private sealed class Breaks : IRule
    {
        public RuleInfo Info { get; } = new("breaks", "Breaks", "why", "fix", Severity.Advise, Needs.Content, "source");

        public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
        {
            yield return new Finding("breaks", Severity.Advise, "message", null, [], "fix");
            throw new InvalidOperationException("secret");
        }
    }
}
