using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Tests.Rules.Links;

public sealed class LinkHomographTests
{
    private static readonly LinkHomograph Rule = new();

    [Fact]
    public void A_mixed_name_is_held_with_what_it_looks_like()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<a href='https://p\u0430ypal.com/'>x</a>")));

        Assert.Equal("link.homograph", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("1/0", finding.Where!.Element);
        Assert.Equal("p\u0430ypal.com", finding.Evidence.Of("site"));
        Assert.Equal("xn--pypal-4ve.com", finding.Evidence.Of("as the DNS has it"));
        Assert.Equal("mixed scripts: Latin and Cyrillic", finding.Evidence.Of("found"));
        Assert.Equal("paypal", finding.Evidence.Of("looks like"));
    }

    [Theory]
    [InlineData("https://xn--pypal-4ve.com/", "mixed scripts: Latin and Cyrillic")]
    [InlineData("https://XN--PYPAL-4VE.com/", "mixed scripts: Latin and Cyrillic")]
    [InlineData("https://p%D0%B0ypal.com/", "mixed scripts: Latin and Cyrillic")]
    [InlineData("https://g\u03bfogle.com/", "mixed scripts: Latin and Greek")]
    [InlineData("https://login.g\u0585ogle.com/", "mixed scripts: Latin and Armenian")]
    [InlineData("https://\u03bf\u043e.com/", "mixed scripts: Greek and Cyrillic")]
    [InlineData("https://аррӏе.com/", "Cyrillic letters that all look like others")]
    [InlineData("https://xn--80ak6aa92e.com/", "Cyrillic letters that all look like others")]
    [InlineData("https://www.ѕсоре.com/", "Cyrillic letters that all look like others")]
    [InlineData("https://\u0261oo\u0261le.com/", "Latin letters that all look like others")]
    [InlineData("https://bank.com\u2215login.evil.example/", "a character that looks like a slash")]
    [InlineData("https://bank.com\u30ceevil.example/", "a character that looks like a slash")]
    [InlineData("https://pay\u200dpal.com/", "characters that nobody sees")]
    [InlineData("https://pay%E2%80%8Bpal.com/", "characters that nobody sees")]
    [InlineData("https://pay\u00adpal.com/", "characters that nobody sees")]
    [InlineData("https://ไทย中国.com/", "mixed scripts: Thai and Han")]
    public void However_it_is_disguised(string address, string found) =>
        Assert.Equal(found, Assert.Single(Rule.Check(Sample.Mail($"<a href=\"{address}\">x</a>"))).Evidence.Of("found"));

    [Theory]
    [InlineData("https://müller.de/")]
    [InlineData("https://xn--mller-kva.de/")]
    [InlineData("https://żółw.pl/")]
    [InlineData("https://ısıtma.com.tr/")]
    [InlineData("https://smørrebrød.dk/")]
    [InlineData("https://việtnam.vn/")]
    [InlineData("https://пример.рф/")]
    [InlineData("https://пример.com/")]
    [InlineData("https://оса.рф/")]
    [InlineData("https://рос.bg/")]
    [InlineData("https://ουρανός.gr/")]
    [InlineData("https://παράδειγμα.com/")]
    [InlineData("https://日本のニュース.jp/")]
    [InlineData("https://ノート.jp/")]
    [InlineData("https://tokyoニュース.jp/")]
    [InlineData("https://이메일.kr/")]
    [InlineData("https://中国.cn/")]
    [InlineData("https://اخبار.com/")]
    [InlineData("https://نامه\u200cای.com/")]
    [InlineData("https://क्\u200dष.com/")]
    [InlineData("https://ישראל.co.il/")]
    [InlineData("https://ไทย.com/")]
    [InlineData("https://i❤️shop.ws/")]
    [InlineData("https://münchen2026.de/")]
    [InlineData("https://shop.example/p\u0430ypal")]
    [InlineData("https://shop.%65xample/%D0%B0")]
    [InlineData("https://xn--no-punycode-at-all-\u00e9.com/")]
    public void Names_as_people_write_them_pass(string address) => Assert.Empty(Rule.Check(Sample.Mail($"<a href=\"{address}\">x</a>")));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
