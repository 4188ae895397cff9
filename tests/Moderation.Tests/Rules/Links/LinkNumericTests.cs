using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Tests.Rules.Links;

public sealed class LinkNumericTests
{
    private static readonly LinkNumeric Rule = new();

    [Fact]
    public void A_link_to_an_address_is_blocked_with_what_it_comes_to()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<p>\n<a href='https://0x7f.1/offer'>Offer</a>")));

        Assert.Equal("link.numeric", finding.Rule);
        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal(2, finding.Where!.Line);
        Assert.Equal("https://0x7f.1/offer", finding.Evidence.Of("address"));
        Assert.Equal("127.0.0.1", finding.Evidence.Of("leads to"));
        Assert.Equal("Offer", finding.Evidence.Of("words"));
    }

    [Theory]
    [InlineData("https://192.0.2.7/", "192.0.2.7")]
    [InlineData("http://192.0.2.7:8080/", "192.0.2.7")]
    [InlineData("https://user:pass@192.0.2.7/", "192.0.2.7")]
    [InlineData("https://www.bank.example@192.0.2.7", "192.0.2.7")]
    [InlineData("https://192.0.2.7.", "192.0.2.7")]
    [InlineData("https://3221225991", "192.0.2.7")]
    [InlineData("https://0xC0000207/", "192.0.2.7")]
    [InlineData("https://0300.0.02.07/", "192.0.2.7")]
    [InlineData("https://030000001007/", "192.0.2.7")]
    [InlineData("https://192.519/", "192.0.2.7")]
    [InlineData("https://192.0.519/", "192.0.2.7")]
    [InlineData("https://0xc0.0.0x2.07", "192.0.2.7")]
    [InlineData("https://127.1", "127.0.0.1")]
    [InlineData("https://0/", "0.0.0.0")]
    [InlineData("https://0x/", "0.0.0.0")]
    [InlineData("https://%31%39%32.0.2.7/", "192.0.2.7")]
    [InlineData("https://192%2e0%2e2%2e7/", "192.0.2.7")]
    [InlineData("https://１９２．０．２．７/", "192.0.2.7")]
    [InlineData("https://192。0。2。7/", "192.0.2.7")]
    [InlineData("https://①②⑦.⓪.0.¹/", "127.0.0.1")]
    [InlineData("https://𝟏𝟐𝟕.0.0.1/", "127.0.0.1")]
    [InlineData("https://1\u00ad27.0.0.1/", "127.0.0.1")]
    [InlineData("https:\\\\192.0.2.7\\x", "192.0.2.7")]
    [InlineData("https:////192.0.2.7", "192.0.2.7")]
    [InlineData("https:192.0.2.7", "192.0.2.7")]
    [InlineData("//192.0.2.7/x", "192.0.2.7")]
    [InlineData("https://[2001:db8::7]/", "2001:db8::7")]
    [InlineData("https://[::ffff:192.0.2.7]:443/", "::ffff:192.0.2.7")]
    [InlineData("https://256.1.1.1/", "256.1.1.1")]
    [InlineData("https://1.2.3.4.5/", "1.2.3.4.5")]
    [InlineData("https://shop.example.7/", "shop.example.7")]
    public void In_every_notation(string address, string leadsTo) =>
        Assert.Equal(leadsTo, Assert.Single(Rule.Check(Sample.Mail($"<a href=\"{address}\">x</a>"))).Evidence.Of("leads to"));

    [Theory]
    [InlineData("https://shop.example/192.0.2.7")]
    [InlineData("https://shop.example?192.0.2.7")]
    [InlineData("https://192.0.2.7@shop.example/")]
    [InlineData("https://192.0.2.7.shop.example/")]
    [InlineData("https://1und1.example/")]
    [InlineData("https://0xcafe.example/")]
    [InlineData("https://4chan.example:8080/")]
    [InlineData("https://xn--1-7sbc.example/")]
    [InlineData("mailto:a@[192.0.2.7]")]
    [InlineData("tel:192027")]
    [InlineData("{{ browser_url }}")]
    [InlineData("https://")]
    [InlineData("https://[not-an-address]/")]
    public void A_name_with_numbers_passes(string address) => Assert.Empty(Rule.Check(Sample.Mail($"<a href=\"{address}\">x</a>")));

    [Fact]
    public void The_text_part_and_Outlooks_comments_are_read_too() =>
        Assert.Equal(2, Rule.Check(Sample.Mail("<!--[if mso]><a href='https://192.0.2.7'>x</a><![endif]-->", "https://192.0.2.8/")).Count);

    [Fact]
    public void Many_addresses_are_summed_up()
    {
        var findings = Rule.Check(Sample.Mail(string.Concat(Enumerable.Range(0, 300).Select(i => $"<a href='https://10.0.0.1/{i}'>x</a>"))));

        Assert.Equal("250 more addresses are IP addresses.", findings[^1].Message);
    }

    [Fact]
    public void Html_that_was_not_read_is_not_checked() =>
        Assert.True(Assert.Single(Rule.Check(Sample.Mail("<p>".Times(400_000)))).Unchecked);

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
