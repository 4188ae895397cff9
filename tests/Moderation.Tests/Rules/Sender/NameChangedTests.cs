using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Sender;

namespace Moderation.Tests.Rules.Sender;

public sealed class NameChangedTests
{
    private static readonly NameChanged Rule = new();

    [Fact]
    public void A_name_that_recipients_do_not_know_is_advised_on_with_those_they_know()
    {
        var finding = Assert.Single(Check("Great Offers", "Lighthouse", "Lighthouse Books"));

        Assert.Equal("sender.name-changed", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal("Great Offers", finding.Evidence.Of("From name"));
        Assert.Equal(["Lighthouse", "Lighthouse Books"], finding.Evidence.Where(evidence => evidence.Name == "known").Select(evidence => evidence.Value));
    }

    [Theory]
    [InlineData("Lighthouse")]
    [InlineData("LIGHTHOUSE")]
    [InlineData("Anna from Lighthouse")]
    [InlineData("Lighthouse®")]
    public void The_known_name_with_a_word_beside_it_passes(string name) => Assert.Empty(Check(name, "Lighthouse"));

    [Fact]
    public void A_part_of_a_word_is_another_name() => Assert.Single(Check("Light", "Lighthouse"));

    [Fact]
    public void The_first_mailing_has_no_name_before_it()
    {
        Assert.Empty(Check("Lighthouse"));
        Assert.Empty(Rule.Check(new Submission(Sample.Clean().Content) { History = new HistoryFacts() }));
    }

    private static List<Finding> Check(string name, params IReadOnlyList<string> known) =>
        Rule.Check(new Submission(Sample.Clean().Content with { FromName = name }) { History = new HistoryFacts { KnownFromNames = Fact.Known(known) } });

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
