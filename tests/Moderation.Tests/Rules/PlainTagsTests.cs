using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Rules;

namespace Moderation.Tests.Rules;

/// <summary>What is read of the tags without the parser is what the parser tells: it is asked where a noscript stands behind.</summary>
public sealed class PlainTagsTests
{
    private const string AsksTheParser = "<noscript></noscript>";

    private static readonly string[] Pieces =
    [
        "<a href=x>", "<A HREF='>'>", "</a>", "<b>", "</b>", "<p>", "</p>", "<br/>", "<div a=/>", "<div/>", "<div a=\"b\"c='d'/>", "</div>", "<table>", "<td>", "</td>", "</table>", "text", "\n",
        "<!-- c -->", "<!---->", "<!-->", "<!--a--!>", "<!doctype html>", "<!DOCTYPE html PUBLIC \"a>b\">", "<!x>", "<?x?>", "</>", "</ x>", "< a>", "<3", "<title><b></title>", "<style><i></style >", "<Style a=b>", "</style>",
        "<i/>", "<font =\">", "<font a= >", "<font a= \"x\">", "<span a='x' / b>", "<o:p/>", "<a", "\"", "'", ">", "=", "/", "&amp;", "<é>", "<aé>", "<a\tb>", "<a/b>", "<a / >", "<a b=c/>", "<a b==c>", "</h2>", "<svg><a/>", "<select><b>",
    ];

    [Theory]
    [InlineData("<div><b>Hello</div></b>")]
    [InlineData("<a title=\"a > b\" href='x'>x</a><span/>")]
    [InlineData("<style>a > b { } </stylex> <b> </style><title>a <b></title></i>")]
    [InlineData("<!--[if mso]><table><![endif]--><TD>x</Td></p>\n\n<h1>")]
    [InlineData("<a b=c/>x<a =\"d>e\">")]
    public void A_source_is_read_as_the_parser_reads_it(string html) => Same(html);

    [Fact]
    public void Pieces_in_any_order_are_read_as_the_parser_reads_them()
    {
        var random = new Random(20_301);
        for (var i = 0; i < 3_000; i++)
        {
            Same(string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pieces[random.Next(Pieces.Length)])));
        }
    }

    private static void Same(string html)
    {
        // Whatever is open at the end would take in what stands behind it.
        html += "\n<hr class=end>\n";
        var (plain, asked) = (ParsedHtml.Parse(html), ParsedHtml.Parse(html + AsksTheParser));
        Assert.Equal(asked.Comments, plain.Comments);
        Assert.Equal(Errors(html + AsksTheParser), Errors(html));
    }

    private static IEnumerable<string> Errors(string html) =>
        Judge.Run(new Submission(new Moderation.Campaigns.Content { Subject = "Hello", Html = html }), Policy.Default, Needs.Content).Findings
            .Where(finding => finding.Rule == "html.errors" && finding.Evidence[0].Value is "not closed" or "closed in the wrong order" or "end without a beginning" or "closed by a slash")
            .Select(finding => finding.Message);
}
