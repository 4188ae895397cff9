using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Audience;

namespace Moderation.Tests.Rules.Audience;

public sealed class NoConsentTests
{
    private static readonly NoConsent Rule = new();

    [Fact]
    public void One_recipient_without_evidence_is_held_with_the_import()
    {
        var finding = Assert.Single(Check(new CountedSource("fair.csv, 2026-02-01", 1), new CountedSource("by hand", 3)));

        Assert.Equal("audience.no-consent", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("4 of 1,000", finding.Evidence.Of("without evidence"));
        Assert.Equal("3", finding.Evidence.Of("by hand"));
        Assert.Equal("1", finding.Evidence.Of("fair.csv, 2026-02-01"));
    }

    [Fact]
    public void When_all_have_it_there_is_nothing_to_say()
    {
        Assert.Empty(Check());
        Assert.Empty(Check(new CountedSource("fair.csv", 0)));
    }

    [Fact]
    public void What_is_unknown_holds() =>
        Assert.True(Assert.Single(Rule.Check(Sample.To(new AudienceFacts { Recipients = 10, WithoutConsent = Fact.Unknown<IReadOnlyList<CountedSource>>("the count timed out") }))).Unchecked);

    private static List<Finding> Check(params IReadOnlyList<CountedSource> sources) => Rule.Check(Sample.To(new AudienceFacts { Recipients = 1_000, WithoutConsent = Fact.Known(sources) }));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
