using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Audience;

namespace Moderation.Tests.Rules.Audience;

public sealed class PurchasedTests
{
    private static readonly Purchased Rule = new();

    private static readonly PurchaseSign Roles = new("role addresses", "31 of 900, 3.4 %", "above 2 %");
    private static readonly PurchaseSign Sorted = new("sorted", "890 of 900", "above 90 %", IsOrder: true);
    private static readonly PurchaseSign Overlap = new("left another sender", "120 of 900", "from 10 %", AboutOthers: true);

    [Fact]
    public void Two_signs_are_held_each_with_its_figure()
    {
        var finding = Assert.Single(Check(Roles, Overlap));

        Assert.Equal("audience.purchased", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("31 of 900, 3.4 %; above 2 %", finding.Evidence.Of("role addresses"));
        Assert.Equal("2", finding.Evidence.Of("signs"));
        Assert.Equal(["left another sender", "signs"], finding.Evidence.Where(evidence => evidence.StaffOnly).Select(evidence => evidence.Name));
    }

    [Fact]
    public void Sorting_counts_beside_another_sign() => Assert.Single(Check(Roles, Sorted));

    [Fact]
    public void One_sign_alone_does_not_hold_and_sorting_never()
    {
        Assert.Empty(Check(Roles));
        Assert.Empty(Check(Sorted));
        Assert.Empty(Check(Sorted, Sorted with { Sign = "numbered" }));
        Assert.Empty(Check());
    }

    [Fact]
    public void The_policy_says_how_many_are_enough()
    {
        Assert.Empty(Rule.Check(Mail(Roles, Overlap), Thresholds.Default with { PurchaseSigns = 3 }));
        Assert.Single(Rule.Check(Mail(Roles), Thresholds.Default with { PurchaseSigns = 1 }));
    }

    [Fact]
    public void What_is_unknown_holds() => Assert.True(Assert.Single(Rule.Check(Sample.To(new AudienceFacts { Recipients = 10 }))).Unchecked);

    private static List<Finding> Check(params IReadOnlyList<PurchaseSign> signs) => Rule.Check(Mail(signs));

    private static Submission Mail(params IReadOnlyList<PurchaseSign> signs) => Sample.To(new AudienceFacts { Recipients = 900, PurchaseSigns = Fact.Known(signs) });

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
