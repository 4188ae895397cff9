using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Tests.Rules.Links;

public sealed class LinkShortenerTests
{
    private static readonly LinkShortener Rule = new();

    [Fact]
    public void A_shortened_link_is_held_with_the_shortener()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<a href='https://bit.ly/3xYz'>Offer</a>")));

        Assert.Equal("link.shortener", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("1/0", finding.Where!.Element);
        Assert.Equal("bit.ly", finding.Evidence.Of("shortener"));
    }

    [Theory]
    [InlineData("https://BIT.LY/x")]
    [InlineData("https://www.tinyurl.com/x")]
    [InlineData("https://user@is.gd:443/x")]
    [InlineData("https://b%69t.ly/x")]
    [InlineData("https://ｂｉｔ.ly/x")]
    [InlineData("https://bit.ly./x")]
    [InlineData("https://goo.gl/abc")]
    [InlineData("https://t.co/abc")]
    public void However_it_is_written(string address) => Assert.Single(Rule.Check(Sample.Mail($"<a href='{address}'>x</a>")));

    [Theory]
    [InlineData("https://youtu.be/x")]
    [InlineData("https://lnkd.in/x")]
    [InlineData("https://wa.me/4812345")]
    [InlineData("https://t.me/x")]
    [InlineData("https://g.co/x")]
    [InlineData("https://goo.gl/maps/x")]
    [InlineData("https://goo.gl/forms/x")]
    [InlineData("https://maps.app.goo.gl/x")]
    [InlineData("https://fb.me/x")]
    [InlineData("https://amzn.to/x")]
    [InlineData("https://forms.gle/x")]
    [InlineData("https://rabbit.ly/x")]
    [InlineData("https://shop.example/bit.ly")]
    [InlineData("https://bit.ly.shop.example/")]
    public void Share_domains_of_large_services_and_other_sites_pass(string address) => Assert.Empty(Rule.Check(Sample.Mail($"<a href='{address}'>x</a>")));

    [Fact]
    public void One_that_a_reviewer_has_allowed_passes()
    {
        var account = new AccountFacts(Sample.Now, true, Fact.Known<IReadOnlyList<string>>([])) { TrustedDomains = [DomainName.Parse("bit.ly")] };

        Assert.Empty(Rule.Check(new Submission(Sample.Mail("<a href='https://bit.ly/x'>x</a>").Content) { Account = account }));
    }

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
