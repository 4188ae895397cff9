using Moderation.Rules;
using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class HtmlLimitsTests
{
    private static readonly HtmlLimits Rule = new();

    [Fact]
    public void Elements_nested_beyond_the_limit_are_blocked_with_the_limit()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<div>".Times(250))));

        Assert.Equal("html.limits", finding.Rule);
        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal("its elements are nested more than 200 deep", finding.Evidence.Of("limit"));
    }

    [Fact]
    public void A_hundred_nested_tables_pass() => Assert.Empty(Rule.Check(Sample.Mail("<div>".Times(190))));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
