using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Account;

namespace Moderation.Tests.Rules.Account;

public sealed class AccountNewTests
{
    private static readonly AccountNew Rule = new();

    [Fact]
    public void A_new_account_is_held_and_told_which_mailings_were_correct()
    {
        var finding = Assert.Single(Rule.Check(Sample.From(Facts(lifted: false, "Spring", "Summer"))));

        Assert.Equal("account.new", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal(Part.Account, finding.Where!.Part);
        Assert.Equal("2 of 3", finding.Evidence.Of("correct so far"));
        Assert.Equal(["Spring", "Summer"], finding.Evidence.Where(evidence => evidence.Name == "correct mailing").Select(evidence => evidence.Value));
        Assert.Contains("2 of 3", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_correct_mailings_alone_do_not_lift_it() =>
        Assert.Contains("has not been lifted", Assert.Single(Rule.Check(Sample.From(Facts(lifted: false, "a", "b", "c")))).Message, StringComparison.Ordinal);

    [Fact]
    public void Once_lifted_there_is_nothing_to_say() => Assert.Empty(Rule.Check(Sample.From(Facts(lifted: true))));

    [Fact]
    public void What_is_unknown_holds()
    {
        var unknown = new AccountFacts(Sample.Now, Fact.Unknown<bool>("the database did not answer"), Fact.Unknown<IReadOnlyList<string>>("the database did not answer"));

        Assert.True(Assert.Single(Rule.Check(Sample.From(unknown))).Unchecked);
        Assert.True(Assert.Single(Rule.Check(Sample.From(account: null))).Unchecked);
        Assert.False(Assert.Single(Rule.Check(Sample.From(unknown with { ProbationLifted = false }))).Unchecked);
    }

    private static AccountFacts Facts(bool lifted, params string[] correct) => new(Sample.Now.AddDays(-20), lifted, Fact.Known<IReadOnlyList<string>>(correct));
}
