using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Audience;

namespace Moderation.Tests.Rules.Audience;

public sealed class InactiveTests
{
    private static readonly Inactive Rule = new();

    [Fact]
    public void A_third_without_a_sign_of_life_is_advised_on_with_the_share()
    {
        var finding = Assert.Single(Check(1_000, 300));

        Assert.Equal("audience.inactive", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal("300 of 1,000", finding.Evidence.Of("inactive"));
        Assert.Equal("30.0 %", finding.Evidence.Of("share"));
    }

    [Fact]
    public void Fewer_pass_and_so_does_a_list_too_short_to_tell()
    {
        Assert.Empty(Check(1_000, 299));
        Assert.Empty(Check(19, 19));
    }

    [Fact]
    public void What_nobody_counted_is_not_advised_on() => Assert.Empty(Rule.Check(Sample.To(new AudienceFacts { Recipients = 1_000 })));

    private static List<Finding> Check(long recipients, long inactive) => Rule.Check(Sample.To(new AudienceFacts { Recipients = recipients, Inactive = inactive }));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
