using Moderation.Review;
using Moderation.Rules;

namespace Moderation.Tests.Rules;

public sealed class ParsedHtmlTests
{
    public static TheoryData<string> Attacks =>
    [
        "<div>".Times(20_000),
        "<table><tr><td>".Times(8_000),
        "<b><div></b>".Times(60_000),
        string.Concat(Enumerable.Range(0, 40_000).Select(i => $"<font id=x{i}>")),
        string.Concat(Enumerable.Range(0, 5_000).Select(i => $"<p><b id={i}></p>")),
        "<p>" + string.Concat(Enumerable.Range(0, 150).Select(i => $"<font id={i}>")) + "</p>" + "<p>x".Times(200_000),
        "<p>" + string.Concat(Enumerable.Range(0, 150).Select(i => $"<b id={i}>")) + "<table><tr><td>" + "</b>".Times(150) + "</table></p>" + "<p>x".Times(200_000),
        "<svg><desc>".Times(20_000),
        ("<div>".Times(14) + "<template><b></template>").Times(2_000),
        ("<div><p><template><i>x</template></p>").Times(10_000),
        "<FONT Color=red><Div>".Times(60_000),
        "x".Times(ParsedHtml.MaxLength + 1),
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Html_that_would_stall_the_parser_is_not_read_and_blocks(string html)
    {
        var judged = await Task.Run(() => Judge.Run(Sample.Mail(html + Sample.CleanHtml, Sample.CleanText), Policy.Default, Needs.Content)).WaitAsync(TimeSpan.FromSeconds(20));

        var finding = Assert.Single(judged.Findings, finding => finding.Rule == "html.limits");
        Assert.Equal(Severity.Block, finding.Severity);
        Assert.StartsWith("The HTML was not read: ", finding.Message, StringComparison.Ordinal);
        Assert.All(judged.Findings.Where(other => other != finding), other => Assert.True(other.Unchecked));
    }

    [Fact]
    public void A_hundred_nested_tables_are_read() => Assert.NotNull(ParsedHtml.Parse("<div>".Times(190)).Document);

    [Fact]
    public void Elements_and_texts_are_listed_in_the_order_of_the_document()
    {
        var html = ParsedHtml.Parse("<title>No</title><style>p{}</style><p>One <b>two</b> three</p> <p><a href=x>four</a><img></p>");

        Assert.Equal(["One ", "two", " three", "four"], html.Texts.Select(text => text.Data));
        Assert.Equal(2, html.Named("p").Count);
        Assert.Empty(html.Named("table"));
        Assert.Equal([0, 1, 3, 4], new[] { "p", "b", "a", "img" }.Select(name => html.TextsBefore(html.Named(name)[0])));
        Assert.All(html.Elements, element => Assert.Contains(element, html.Named(element.LocalName)));
    }

    [Fact]
    public void A_path_leads_back_to_its_element_in_another_parse_of_the_same_html()
    {
        var first = ParsedHtml.Parse(Sample.CleanHtml).Document!;
        var second = ParsedHtml.Parse(Sample.CleanHtml).Document!;

        Assert.All(first.All, element =>
        {
            var found = ElementPath.Find(second, ElementPath.Of(element));
            Assert.Equal(element.OuterHtml, found?.OuterHtml);
        });
        Assert.Null(ElementPath.Find(second, "1/99"));
        Assert.Null(ElementPath.Find(second, "x"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_place_has_the_line_and_the_tag_as_it_was_written(string lineEnd)
    {
        var html = ParsedHtml.Parse(string.Join(lineEnd, "<p>one", "<!-- > -->", "<A title=\"a > b\" href='x&amp;y'>two</A>"));
        var where = html.At(html.Document!.QuerySelector("a")!);

        Assert.Equal(3, where.Line);
        Assert.Equal("<A title=\"a > b\" href='x&amp;y'>", where.Excerpt);
    }

    [Fact]
    public void Comments_are_kept_with_their_lines()
    {
        var comment = Assert.Single(ParsedHtml.Parse("<p>\n<!--[if mso]>x<![endif]-->").Comments);

        Assert.Equal(new SourceComment("[if mso]>x<![endif]", 4, 2), comment);
    }
}
