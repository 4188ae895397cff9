using AngleSharp.Html.Parser;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Web.Intake.Preview;

namespace Moderation.Web.Tests.Intake.Preview;

public sealed class MailPreviewTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<SCRIPT SRC=https://evil.example/x.js></SCRIPT>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<svg onload=alert(1)><script>alert(1)</script></svg>")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("<iframe srcdoc='<script>alert(1)</script>'></iframe>")]
    [InlineData("<template><script>alert(1)</script></template>")]
    [InlineData("<math><mtext><script>alert(1)</script></mtext></math>")]
    [InlineData("<!--[if mso]><script>alert(1)</script><![endif]-->")]
    public void No_script_and_no_handler_is_left(string html)
    {
        var page = new HtmlParser().ParseDocument(Show(html));
        Assert.Empty(page.QuerySelectorAll("script, iframe, template"));
        Assert.DoesNotContain(page.All, e => e.Attributes.Any(a => a.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain(page.All, e => e.HasAttribute("href") || e.HasAttribute("srcdoc"));
    }

    [Theory]
    [InlineData("<base href='https://evil.example/'>")]
    [InlineData("<meta http-equiv=refresh content='0;url=https://evil.example/'>")]
    [InlineData("<link rel=stylesheet href='https://evil.example/x.css'>")]
    [InlineData("<link rel=dns-prefetch href='https://evil.example/'>")]
    [InlineData("<img src='https://evil.example/pixel.gif' srcset='https://evil.example/2x.gif 2x'>")]
    [InlineData("<table background='https://evil.example/x.gif'><tr><td>x</table>")]
    [InlineData("<video poster='https://evil.example/x.gif' src='https://evil.example/x.mp4'></video>")]
    [InlineData("<form action='https://evil.example/'><button formaction='https://evil.example/'>x</button></form>")]
    [InlineData("<svg><image href='https://evil.example/x.png'/><use xlink:href='https://evil.example/x.svg#a'/></svg>")]
    public void Nothing_names_another_host_where_a_browser_would_go_there(string html) =>
        Assert.DoesNotContain("evil.example", Show(html), StringComparison.Ordinal);

    [Fact]
    public void A_link_is_dead_and_says_where_it_would_lead()
    {
        var link = new HtmlParser().ParseDocument(Show("<a href='https://shop.example/a?b=1'>Shop</a>")).QuerySelector("a")!;
        Assert.False(link.HasAttribute("href"));
        Assert.Equal("https://shop.example/a?b=1", link.GetAttribute("title"));
    }

    [Fact]
    public void An_offending_element_gets_the_id_that_its_finding_links_to()
    {
        const string Html = "<html><head></head><body><!-- note --><p>One</p><p>Two <a href='http://shop.example/'>shop</a></p></body></html>";
        var element = ParsedHtml.Parse(Html).Document!.QuerySelector("a")!;
        var finding = new Finding("link.not-https", Severity.Block, "A link.", new Where(Part.Html, ElementPath.Of(element)), [], "Use https.");
        var campaign = Guid.CreateVersion7();
        var address = new PreviewAddress(campaign, submission: null, [finding]);
        Assert.EndsWith("#f-1", address.Of(finding), StringComparison.Ordinal);

        var shown = new HtmlParser().ParseDocument(MailPreview.Html(Content(Html), [finding.Where!.Element!]));
        Assert.Equal("shop", shown.GetElementById("f-1")!.TextContent);
    }

    [Fact]
    public void Placeholders_are_filled_with_samples_that_cannot_become_markup()
    {
        var shown = Show("<p>Dear {{ contact.first_name | default: \"reader\" }}, <a href='{{ unsubscribe_url }}'>opt out</a> {{ unknown }}</p>");
        Assert.Contains("Dear Ada, ", shown, StringComparison.Ordinal);
        Assert.Contains("{{ unknown }}", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_travels_with_the_mail_is_inlined_and_any_other_becomes_a_box_with_its_words()
    {
        var content = Content("<img src='cid:logo@x' alt=Logo><img src='https://cdn.example/a.png' alt='A lamp' width=300 height=90><img src='cid:page@x'>") with
        {
            Attachments = [new Attachment("logo.png", "image/png", "logo@x", new byte[] { 1, 2, 3 }), new Attachment("x.svg", "image/svg+xml", "page@x", new byte[] { 4 })],
        };
        var pictures = new HtmlParser().ParseDocument(MailPreview.Html(content, [])).QuerySelectorAll("img");
        Assert.Equal("data:image/png;base64,AQID", pictures[0].GetAttribute("src"));
        Assert.Contains("A%20lamp", pictures[1].GetAttribute("src"), StringComparison.Ordinal);
        Assert.StartsWith("data:image/svg+xml,", pictures[2].GetAttribute("src"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_part_has_a_place_for_every_line()
    {
        var shown = MailPreview.Text(Content(null) with { Text = "One\r\n<b>Two</b>" });
        Assert.Contains("<p id=\"l-2\">&lt;b&gt;Two&lt;/b&gt;</p>", shown, StringComparison.Ordinal);
    }

    private static string Show(string html) => MailPreview.Html(Content(html), []);

    private static Content Content(string? html) => new() { Subject = "Test", Html = html };
}
