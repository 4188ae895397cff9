using Moderation.Campaigns;
using Moderation.Rules;

namespace Moderation.Tests.Rules.Content;

public sealed class SpamScoreTests
{
    private static readonly Moderation.Rules.Content.SpamScore Rule = new();

    private static readonly SpamSymbol[] Symbols = [new("PHISHING", 4, "Phished URL"), new("SUBJ_ALL_CAPS", 3, ""), new("DKIM_PASS", -1, "")];

    [Fact]
    public void A_score_beyond_the_limit_is_held_and_only_staff_see_its_parts()
    {
        var finding = Assert.Single(Check(7));

        Assert.Equal("content.spam-score", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("7.0", finding.Evidence.Of("score"));
        Assert.Equal("Rspamd", finding.Evidence.Of("filter"));
        Assert.Equal("the links, then the subject", finding.Evidence.Of("look first at"));
        Assert.Equal(["the filter itself acts from", "PHISHING", "SUBJ_ALL_CAPS", "DKIM_PASS"], finding.Evidence.Where(evidence => evidence.StaffOnly).Select(evidence => evidence.Name));
        Assert.DoesNotContain("PHISHING", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4.6, "some filters", Severity.Advise)]
    [InlineData(7.0, "some filters", Severity.Hold)]
    [InlineData(7.1, "many filters", Severity.Hold)]
    [InlineData(13.0, "most filters", Severity.Hold)]
    [InlineData(40.0, "nearly every filter", Severity.Hold)]
    public void Bands_are_told_in_words(double score, string words, Severity severity)
    {
        var finding = Assert.Single(Check(score));

        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.Equal(severity, finding.Severity);
    }

    [Theory]
    [InlineData(4.5)]
    [InlineData(0.0)]
    [InlineData(-3.0)]
    public void A_low_score_passes(double score) => Assert.Empty(Check(score));

    [Fact]
    public void The_policy_may_be_stricter_than_the_bands() =>
        Assert.Equal(Severity.Hold, Assert.Single(Rule.Check(Mail(new Moderation.Campaigns.SpamScore(3, 15, [])), Thresholds.Default with { SpamScore = 3 })).Severity);

    [Fact]
    public void A_filter_that_did_not_answer_holds()
    {
        Assert.Contains("no answer in 10 s", Assert.Single(Rule.Check(Mail(Fact.Unknown<Moderation.Campaigns.SpamScore>("no answer in 10 s"))), finding => finding.Unchecked).Message, StringComparison.Ordinal);
        Assert.True(Assert.Single(Rule.Check(Sample.Clean())).Unchecked);
    }

    private static List<Finding> Check(double score) => Rule.Check(Mail(new Moderation.Campaigns.SpamScore(score, 15, Symbols)));

    private static Submission Mail(Fact<Moderation.Campaigns.SpamScore> score) => new(Sample.Clean().Content) { Spam = new SpamFacts("Rspamd", score) };
}
