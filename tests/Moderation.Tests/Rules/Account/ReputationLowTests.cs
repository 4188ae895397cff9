using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Account;

namespace Moderation.Tests.Rules.Account;

public sealed class ReputationLowTests
{
    private static readonly ReputationLow Rule = new();

    [Fact]
    public void An_index_below_sixty_is_held_with_its_factors()
    {
        var finding = Assert.Single(Check(new ReputationFact("this account", 59.9, 0.40, new DateOnly(2026, 2, 28), ["complaints 0.2 % (n = 9,000)"])));

        Assert.Equal("reputation.low", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("59.9", finding.Evidence.Of("index"));
        Assert.Equal("0.40", finding.Evidence.Of("confidence"));
        Assert.Equal("2026-02-28", finding.Evidence.Of("day"));
        Assert.Equal("complaints 0.2 % (n = 9,000)", finding.Evidence.Of("factor"));
    }

    [Theory]
    [InlineData(60.0, 0.9)]
    [InlineData(10.0, 0.39)]
    [InlineData(null, 0.9)]
    public void One_at_sixty_one_of_which_too_little_is_known_and_an_unrated_one_pass(double? index, double confidence) =>
        Assert.Empty(Check(new ReputationFact("this account", index, confidence, new DateOnly(2026, 2, 28), [])));

    [Fact]
    public void The_domain_is_judged_beside_the_account() =>
        Assert.Equal(["this account", "lighthouse.example"], Check(Low("this account"), Low("lighthouse.example")).Select(finding => finding.Where!.Excerpt));

    private static ReputationFact Low(string of) => new(of, 20, 1, new DateOnly(2026, 2, 28), []);

    private static List<Finding> Check(params ReputationFact[] facts) =>
        Rule.Check(Sample.From(new AccountFacts(Sample.Now, true, Fact.Known<IReadOnlyList<string>>([])) { Reputation = facts }));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
