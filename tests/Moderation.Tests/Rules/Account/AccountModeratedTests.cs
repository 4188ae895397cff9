using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Account;

namespace Moderation.Tests.Rules.Account;

public sealed class AccountModeratedTests
{
    private static readonly AccountModerated Rule = new();
    private static readonly AccountFacts Lifted = new(Sample.Now, true, Fact.Known<IReadOnlyList<string>>([]));

    [Fact]
    public void An_account_under_moderation_is_held_with_since_and_why()
    {
        var finding = Assert.Single(Rule.Check(Sample.From(Lifted with { UnderModeration = new UnderModeration(Sample.Now, "complaints above 0.1 %") })));

        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("2026-03-01 09:00 UTC", finding.Evidence.Of("since"));
        Assert.Equal("complaints above 0.1 %", finding.Evidence.Of("why"));
    }

    [Fact]
    public void Any_other_account_is_not() => Assert.Empty(Rule.Check(Sample.From(Lifted)));
}
