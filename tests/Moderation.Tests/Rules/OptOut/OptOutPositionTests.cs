using Moderation.Rules;
using Moderation.Rules.OptOut;

namespace Moderation.Tests.Rules.OptOut;

public sealed class OptOutPositionTests
{
    private const string Link = "<p><a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></p>";
    private static readonly string Story = "<p>" + "The lamp is back. ".Times(40) + "</p>";
    private static readonly OptOutPosition Rule = new();

    [Fact]
    public void A_link_above_all_text_is_advised_about_with_its_place()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<p>News</p>" + Link + Story)));

        Assert.Equal("optout.position", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal("4 of 735 characters", finding.Evidence.Of("text before it"));
        Assert.Equal(2, finding.Where!.Element!.Split('/').Length - 1);
    }

    [Fact]
    public void One_that_is_seen_only_at_the_top_counts_as_such() =>
        Assert.Single(Rule.Check(Sample.Mail(Link + Story + "<div style='display:none'>" + Link + "</div>")));

    [Fact]
    public void One_in_the_footer_suffices()
    {
        Assert.Empty(Rule.Check(Sample.Mail(Story + Link)));
        Assert.Empty(Rule.Check(Sample.Mail(Link + Story + Link)));
        Assert.Empty(Rule.Check(Sample.Mail(Story + Link + Story)));
    }

    [Fact]
    public void In_a_short_mail_the_top_is_near_the_end() => Assert.Empty(Rule.Check(Sample.Mail(Link + "<p>The lamp is back.</p>")));

    [Fact]
    public void A_hidden_link_is_another_rules_matter() => Assert.Empty(Rule.Check(Sample.Mail("<div style='display:none'>" + Link + "</div>" + Story)));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
