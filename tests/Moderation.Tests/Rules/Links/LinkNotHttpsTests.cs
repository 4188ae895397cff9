using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Tests.Rules.Links;

public sealed class LinkNotHttpsTests
{
    private static readonly LinkNotHttps Rule = new();

    [Fact]
    public void An_http_link_is_blocked_with_its_place_and_words()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<p>\n<a href=\"http://shop.example/a?b=1&amp;c=2\"><b>To the</b> shop</a>")));

        Assert.Equal("link.not-https", finding.Rule);
        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal(new Where(Part.Html, "1/0/0", 2, "<a href=\"http://shop.example/a?b=1&amp;c=2\">"), finding.Where);
        Assert.Equal("http://shop.example/a?b=1&c=2", finding.Evidence.Of("address"));
        Assert.Equal("http", finding.Evidence.Of("fault"));
        Assert.Equal("To the shop", finding.Evidence.Of("words"));
    }

    [Theory]
    [InlineData("http://a.example", "http")]
    [InlineData("  HTTP://a.example", "http")]
    [InlineData("ht\ntp://a.example", "http")]
    [InlineData("http:a.example", "http")]
    [InlineData("http://{{ contact.first_name }}.example", "http")]
    [InlineData("javascript:alert(1)", "javascript")]
    [InlineData("\u0001java\tscript:alert(1)", "javascript")]
    [InlineData("data:text/html,x", "data")]
    [InlineData("file:///etc/passwd", "file")]
    [InlineData("ftp://a.example/x", "ftp")]
    [InlineData("//a.example/x", "no scheme")]
    [InlineData("/x", "no scheme")]
    [InlineData("www.a.example", "no scheme")]
    [InlineData("https://", "no host")]
    [InlineData("https:///?x", "no host")]
    [InlineData("http://{{ unsubscribe_url }}", "something before a placeholder")]
    [InlineData("https://{{ unsubscribe_url }}", "something before a placeholder")]
    [InlineData("{{ link }}", "unknown placeholder")]
    [InlineData("{{ unsubscribe_url | upper }}", "unknown placeholder")]
    [InlineData("{% url 'home' %}", "unknown placeholder")]
    [InlineData("{{{ link }}}", "unknown placeholder")]
    [InlineData("*|ARCHIVE|*", "unknown placeholder")]
    [InlineData("%%view_url%%", "unknown placeholder")]
    [InlineData("[link]", "unknown placeholder")]
    [InlineData("<%= url %>", "unknown placeholder")]
    [InlineData("##url##", "unknown placeholder")]
    public void An_address_that_cannot_end_on_an_https_page_is_blocked(string address, string fault)
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail($"<a href=\"{address}\">x</a>")));

        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal(fault, finding.Evidence.Of("fault"));
    }

    [Theory]
    [InlineData("https://a.example")]
    [InlineData("HTTPS://A.example:8443/x?y#z")]
    [InlineData(" https://a.example ")]
    [InlineData("https:\\\\a.example")]
    [InlineData("https://bücher.example/weg")]
    [InlineData("https://a.example/{{ contact.first_name }}")]
    [InlineData("https://{{ contact.first_name }}.example")]
    [InlineData("https://{{ shop_host }}/x")]
    [InlineData("{{ contact.email }}")]
    [InlineData("https://a.example/?back={{ browser_url }}")]
    [InlineData("{{ unsubscribe_url }}")]
    [InlineData("{{browser_url}}?x=1")]
    [InlineData("{{ preferences_url }}")]
    [InlineData("mailto:a@a.example")]
    [InlineData("tel:+48123")]
    [InlineData("SMS:+48123")]
    [InlineData("#top")]
    [InlineData("#")]
    [InlineData("")]
    public void Any_other_address_passes(string address) => Assert.Empty(Rule.Check(Sample.Mail($"<a href=\"{address}\">x</a>")));

    [Theory]
    [InlineData("<map><area href='http://a.example'></map>")]
    [InlineData("<svg><a xlink:href='http://a.example'><text>x</text></a></svg>")]
    [InlineData("<meta http-equiv=Refresh content=\"0; URL='http://a.example'\">")]
    [InlineData("<v:roundrect xmlns:v='urn:schemas-microsoft-com:vml' href='http://a.example'></v:roundrect>")]
    [InlineData("<!--[if mso]><v:roundrect title=\">\" href=\"http://a.example\"></v:roundrect><![endif]-->")]
    [InlineData("<!--[if (gte mso 9)|(IE)]>\n<table><tr><td><a class=x href=http://a.example>x</a><![endif]-->")]
    public void Links_of_every_kind_are_found(string html) =>
        Assert.Equal("http://a.example", Assert.Single(Rule.Check(Sample.Mail(html))).Evidence.Of("address"));

    [Theory]
    [InlineData("<!-- <a href='http://a.example'>old</a> -->")]
    [InlineData("<p title='<a href=http://a.example>'>http://a.example</p>")]
    [InlineData("<!--[if mso]><a href='https://a.example'>x</a><![endif]-->")]
    [InlineData("<html xmlns='http://www.w3.org/1999/xhtml' xmlns:v='urn:schemas-microsoft-com:vml'><a>x</a></html>")]
    public void What_nobody_can_follow_is_no_link(string html) => Assert.Empty(Rule.Check(Sample.Mail(html)));

    [Fact]
    public void The_line_in_a_conditional_comment_is_that_of_the_link() =>
        Assert.Equal(3, Assert.Single(Rule.Check(Sample.Mail("<p>\n<!--[if mso]>\n<a href='http://a.example'>x</a><![endif]-->"))).Where!.Line);

    [Theory]
    [InlineData("See http://a.example/x.", "http://a.example/x")]
    [InlineData("one\n(http://a.example/x_(y))", "http://a.example/x_(y)")]
    [InlineData("<http://a.example>", "http://a.example")]
    public void Addresses_in_the_text_part_are_links(string text, string address)
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(text: text)));

        Assert.Equal(address, finding.Evidence.Of("address"));
        Assert.Equal(Part.Text, finding.Where!.Part);
        Assert.Equal(text.Split('\n').Length, finding.Where.Line);
    }

    [Fact]
    public void One_address_in_many_places_is_one_finding()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<a href='http://a.example'>x</a>".Times(3), "http://a.example")));

        Assert.Equal("4", finding.Evidence.Of("places"));
    }

    [Fact]
    public void Thousands_of_addresses_are_summed_up()
    {
        var findings = Rule.Check(Sample.Mail(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"<a href='http://a{i}.example'>x</a>"))));

        Assert.Equal(51, findings.Count);
        Assert.Equal("19,950 more addresses are not HTTPS.", findings[^1].Message);
    }

    [Fact]
    public void Pictures_by_http_are_advice_only()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<img src='http://a.example/1.png'><table background='http://a.example/2.png'></table><img src='https://a.example/3.png'>")));

        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal("2", finding.Evidence.Of("places"));
    }

    [Fact]
    public void A_chain_that_ends_on_http_is_blocked_and_shown_hop_by_hop()
    {
        var probe = Probes.Of(LinkEnd.NotHttps, null, new LinkHop("https://a.example/", 200, Probes.Good, "refresh"), new LinkHop("http://b.example/", 200));
        var finding = Assert.Single(Rule.Check(Probes.Mail(("https://a.example/", probe))));

        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal("The link \"https://a.example/\" ends on http://b.example/, which is not encrypted.", finding.Message);
        Assert.Equal("200, refresh https://a.example/ · certificate of R11, Let's Encrypt, valid to 2026-04-30", finding.Evidence.Of("hop 1"));
        Assert.Equal("200 http://b.example/", finding.Evidence.Of("hop 2"));
    }

    [Fact]
    public void A_chain_that_only_passes_http_is_advice()
    {
        var probe = Probes.Of(LinkEnd.Page, null, new LinkHop("https://a.example/", 301, Probes.Good, "301"), new LinkHop("http://b.example/", 301, null, "301"), new LinkHop("https://b.example/", 200, Probes.Good));
        var finding = Assert.Single(Rule.Check(Probes.Mail(("https://a.example/", probe))));

        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Contains("passes http://b.example/", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_begins_with_http_is_blocked_once_whatever_its_end()
    {
        var probe = Probes.Of(LinkEnd.Page, null, new LinkHop("http://a.example/", 301, null, "301"), new LinkHop("https://a.example/", 200, Probes.Good));
        var finding = Assert.Single(Rule.Check(Probes.Mail(("http://a.example/", probe))));

        Assert.Equal((Severity.Block, "http"), (finding.Severity, finding.Evidence.Of("fault")));
        Assert.Equal("301 http://a.example/", finding.Evidence.Of("hop 1"));
    }

    [Theory]
    [InlineData(LinkEnd.Page)]
    [InlineData(LinkEnd.PageNotRead)]
    [InlineData(LinkEnd.Gone)]
    [InlineData(LinkEnd.BadCertificate)]
    public void A_chain_of_https_is_fine_here(LinkEnd end) =>
        Assert.Empty(Rule.Check(Probes.Mail(("https://a.example/", Probes.Of(end, null, new LinkHop("https://a.example/", 200, Probes.Good))))));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Probes.Clean()));
}
