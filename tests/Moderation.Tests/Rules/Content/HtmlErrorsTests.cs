using Moderation.Rules;
using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class HtmlErrorsTests
{
    private static readonly HtmlErrors Rule = new();

    [Theory]
    [InlineData("<div>\n<b>x</div>", "not closed", "<b>")]
    [InlineData("<div>\n<b><i>x</b></i></div>", "closed in the wrong order", "<i>")]
    [InlineData("<p>x</p>\n</table>", "end without a beginning", "")]
    [InlineData("<p>\n<a name=top />x</p>", "closed by a slash", "<a name=top />")]
    [InlineData("<p>x</p>\n<form action=x></form>", "form", "<form action=x>")]
    [InlineData("<p>x</p>\n<input name=x>", "form", "<input name=x>")]
    [InlineData("<p>x</p>\n<script>x</script>", "script", "<script>")]
    [InlineData("<p>x</p>\n<link rel=stylesheet href=https://a.example/x.css>", "external CSS", "<link rel=stylesheet href=https://a.example/x.css>")]
    [InlineData("<p>x</p>\n<iframe src=x></iframe>", "frame", "<iframe src=x>")]
    public void What_mail_programs_repair_or_take_out_is_advised_on_with_its_line(string html, string fault, string tag)
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(html)));

        Assert.Equal("html.errors", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal(fault, finding.Evidence.Of("fault"));
        Assert.Equal("1", finding.Evidence.Of("places"));
        Assert.Equal(2, finding.Where!.Line);
        Assert.StartsWith(tag, finding.Evidence.Of("line 2"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<table><tr><td><p>one<p>two<li>three</table><br></br><br/><img src=x />")]
    [InlineData("<svg><path d=x /><g></g></svg>")]
    [InlineData("<!--[if mso]><table><tr><td><![endif]--><p>x</p><!--[if mso]></td></tr></table><![endif]-->")]
    [InlineData("<p>x<o:p></o:p></p><v:rect>")]
    [InlineData("<script type=\"application/ld+json\">{}</script>")]
    [InlineData("<link href=\"https://fonts.googleapis.com/css?family=Lato\" rel=stylesheet>")]
    [InlineData("<style>a > b {}</style><title><b></title>")]
    [InlineData("<input type=hidden name=x>")]
    public void Ends_that_may_be_missing_and_what_does_no_harm_pass(string html) => Assert.Empty(Rule.Check(Sample.Mail(html)));

    [Fact]
    public void Many_faults_of_one_kind_are_one_finding()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<td><b>x</td>".Times(90))));

        Assert.Equal("90", finding.Evidence.Of("places"));
        Assert.Equal(7, finding.Evidence.Count);
    }

    [Fact]
    public async Task Thousands_of_tags_without_their_other_half_take_no_time() =>
        Assert.NotEmpty(await Task.Run(() => Rule.Check(Sample.Mail("<p>".Times(50_000) + "</div></i></u>".Times(20_000)))).WaitAsync(TimeSpan.FromSeconds(20)));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
