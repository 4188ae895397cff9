using Moderation.Rules;
using Moderation.Rules.OptOut;

namespace Moderation.Tests.Rules.OptOut;

public sealed class OptOutPlaceholderTests
{
    private const string Ours = "<a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>";
    private static readonly OptOutPlaceholder Rule = new();

    [Fact]
    public void The_customers_own_link_alone_is_blocked_and_shown()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<p>\n<a href='https://a.example/leave'>Unsubscribe</a>")));

        Assert.Equal("optout.placeholder", finding.Rule);
        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal(new Where(Part.Html, "1/0/0", 2, "<a href='https://a.example/leave'>"), finding.Where);
        Assert.Equal("https://a.example/leave", finding.Evidence.Of("found instead"));
    }

    [Theory]
    [InlineData(Ours)]
    [InlineData("<a href={{unsubscribe_url}}>Go</a>")]
    [InlineData("<a title='>' href=' {{  unsubscribe_url  }} '><img src='https://a.example/1.png' alt='Unsubscribe'></a>")]
    [InlineData(Ours + "<a href='https://a.example/leave'>Unsubscribe</a>")]
    [InlineData("<a href='{{ unsubscribe_url }}'></a>" + Ours)]
    public void Ours_suffices_and_another_may_stand_beside_it(string html) => Assert.Empty(Rule.Check(Sample.Mail(html)));

    [Theory]
    [InlineData("<p>Unsubscribe: {{ unsubscribe_url }}</p>", "only as text")]
    [InlineData("<a href='&#123;{ unsubscribe_url }}'>Unsubscribe</a>", "spelled")]
    [InlineData("<a href='{{ Unsubscribe_URL }}'>Unsubscribe</a>", "spelled")]
    [InlineData("<a href='https://a.example/?to={{ unsubscribe_url }}'>Unsubscribe</a>", "spelled")]
    [InlineData("<a href='*|UNSUB|*'>Unsubscribe</a>", "but not ours")]
    [InlineData("<a href='{{ unsubscribe_link }}'>Go</a>", "but not ours")]
    public void Ours_in_a_way_that_does_not_work_is_told_apart(string html, string fault) =>
        Assert.Contains(fault, Assert.Single(Rule.Check(Sample.Mail(html))).Message, StringComparison.Ordinal);

    [Fact]
    public void Each_part_needs_it()
    {
        Assert.Equal(Part.Text, Assert.Single(Rule.Check(Sample.Mail(Ours, "Hello"))).Where!.Part);
        Assert.Equal(Part.Html, Assert.Single(Rule.Check(Sample.Mail("<p>Hello</p>", "{{ unsubscribe_url }}"))).Where!.Part);
        Assert.Equal(2, Rule.Check(Sample.Mail("<p>Hello</p>", "Unsubscribe: https://a.example")).Count);
        Assert.Empty(Rule.Check(Sample.Mail(Ours, "Leave: {{unsubscribe_url}}")));
    }

    [Fact]
    public void The_text_part_shows_the_line()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(null, "Hello\r\n\r\nUnsubscribe: https://a.example/leave")));

        Assert.Equal(new Where(Part.Text, null, 3, "Unsubscribe: https://a.example/leave"), finding.Where);
    }

    [Theory]
    [InlineData("<p>Hello</p>", null)]
    [InlineData("<p>Hello</p>", "Hello")]
    [InlineData(null, null)]
    public void No_opt_out_at_all_is_the_other_rules(string? html, string? text) => Assert.Empty(Rule.Check(Sample.Mail(html, text)));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
