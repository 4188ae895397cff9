using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class ResubmittedTests
{
    private static readonly Resubmitted Rule = new();

    private static readonly Resemblance Own = new(true, Sample.Now.AddDays(-2), 0.97, "campaign 12");
    private static readonly Resemblance Other = new(false, Sample.Now.AddDays(-9), 0.93, "campaign 7 of Harbour");

    [Fact]
    public void Content_like_what_was_rejected_is_held_with_what_it_was()
    {
        var finding = Assert.Single(Check(Own));

        Assert.Equal("content.resubmitted", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal(new Evidence("rejected", "campaign 12, 2026-02-27"), finding.Evidence[0]);
        Assert.Equal("97 %", finding.Evidence.Of("likeness"));
    }

    [Fact]
    public void Of_another_account_the_marketer_learns_nothing()
    {
        var finding = Assert.Single(Check(Other));

        Assert.Equal("campaign 7 of Harbour, 2026-02-20", finding.Evidence.Of("rejected in another account"));
        Assert.All(finding.Evidence, evidence => Assert.True(evidence.StaffOnly));
        Assert.Equal(Assert.Single(Check(Own)).Message, finding.Message);
        Assert.DoesNotContain("account", finding.Message + finding.Fix + Rule.Info.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_less_alike_passes()
    {
        Assert.Empty(Check(Own with { Likeness = 0.89 }));
        Assert.Empty(Check());
        Assert.Single(Check(Own with { Likeness = 0.90 }));
    }

    [Fact]
    public void What_is_unknown_holds() => Assert.True(Assert.Single(Rule.Check(new Submission(Sample.Clean().Content) { History = new HistoryFacts() })).Unchecked);

    private static List<Finding> Check(params IReadOnlyList<Resemblance> rejected) => Rule.Check(new Submission(Sample.Clean().Content) { History = new HistoryFacts { Rejected = Fact.Known(rejected) } });

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
