using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Tests.Rules.Links;

public sealed class LinkMismatchTests
{
    private static readonly LinkMismatch Rule = new();

    [Fact]
    public void Words_that_show_another_site_are_held_with_both()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail("<a href='https://evil.example/login'>https://www.bank.com/login</a>")));

        Assert.Equal("link.mismatch", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("1/0", finding.Where!.Element);
        Assert.Equal("www.bank.com", finding.Evidence.Of("shown"));
        Assert.Equal("evil.example", finding.Evidence.Of("leads to"));
    }

    [Theory]
    [InlineData("www.bank.com")]
    [InlineData("bank.com")]
    [InlineData("BANK.COM")]
    [InlineData("Bank.com")]
    [InlineData("bank.co.uk")]
    [InlineData("onet.pl")]
    [InlineData("Log in at bank.com now!")]
    [InlineData("Log in: http://bank.com/x.")]
    [InlineData("(www.bank.com)")]
    [InlineData("<b>www.</b>bank<i>.com</i>")]
    [InlineData("www.ba\u200bnk.com")]
    [InlineData("<img src='x.png' alt='www.bank.com'>")]
    [InlineData("bank.com/evil.example")]
    [InlineData("https://evil.example@bank.com/")]
    public void However_the_site_is_written(string words) =>
        Assert.Single(Rule.Check(Sample.Mail($"<a href='https://evil.example/'>{words}</a>")));

    [Theory]
    [InlineData("https://bank.com.evil.example/", "www.bank.com")]
    [InlineData("https://bank.com@evil.example/", "www.bank.com")]
    [InlineData("https://evil.example/?to=https://bank.com", "www.bank.com")]
    [InlineData("https://two.github.io/", "one.github.io")]
    [InlineData("https://192.0.2.7/", "bank.com")]
    [InlineData("https://xn--80ak6aa92e.com/", "apple.com")]
    public void However_the_target_is_disguised(string address, string words) =>
        Assert.Single(Rule.Check(Sample.Mail($"<a href='{address}'>{words}</a>")));

    [Theory]
    [InlineData("https://www.bank.com/login", "bank.com")]
    [InlineData("https://login.bank.com/", "www.bank.com")]
    [InlineData("https://shop.bank.co.uk/", "https://bank.co.uk")]
    [InlineData("https://xn--bcher-kva.de/", "bücher.de")]
    [InlineData("https://bank.com/", "bank.com and post.com")]
    [InlineData("https://evil.example/", "Bank of Example")]
    [InlineData("https://evil.example/", "PayPal")]
    [InlineData("https://evil.example/", "Read on. Then stop.")]
    [InlineData("https://evil.example/", "Read more.It is good, contact us.We wait.No joke")]
    [InlineData("https://evil.example/", "Learn Node.js, ASP.NET and C#")]
    [InlineData("https://evil.example/", "Open notes.md in setup.py")]
    [InlineData("https://evil.example/", "price.pdf")]
    [InlineData("https://evil.example/", "Version 2.0 of 3.10.2026 at 8 a.m., e.g. U.S.A.")]
    [InlineData("https://evil.example/", "keeper@bank.com")]
    [InlineData("https://evil.example/", "{{ contact.email }}")]
    [InlineData("https://youtu.be/x", "www.youtube.com/x")]
    [InlineData("https://lnkd.in/x", "linkedin.com/x")]
    [InlineData("https://maps.app.goo.gl/x", "google.com")]
    [InlineData("{{ browser_url }}", "www.bank.com")]
    [InlineData("{{ unsubscribe_url }}", "www.bank.com")]
    [InlineData("mailto:a@evil.example", "www.bank.com")]
    public void The_same_owner_or_words_that_are_no_site_pass(string address, string words) =>
        Assert.Empty(Rule.Check(Sample.Mail($"<a href='{address}'>{words}</a>")));

    [Theory]
    [InlineData("https://click.lighthouse.example/a1b2", true)]
    [InlineData("https://url1234.mail.lighthouse.example/a1b2", true)]
    [InlineData("https://lighthouse.example/login", false)]
    [InlineData("https://login.lighthouse.example/", false)]
    [InlineData("https://click.other.example/", false)]
    [InlineData("https://shop.partner.example/", true)]
    public void The_accounts_own_host_for_clicks_and_trusted_domains_may_lead_anywhere(string address, bool passes)
    {
        var account = new AccountFacts(Sample.Now, true, Fact.Known<IReadOnlyList<string>>([]))
        {
            OwnDomains = [DomainName.Parse("lighthouse.example")],
            TrustedDomains = [DomainName.Parse("partner.example")],
        };
        var mail = new Submission(Sample.Mail($"<a href='{address}'>www.bank.com</a>").Content) { Account = account };

        Assert.Equal(passes, Rule.Check(mail).Count == 0);
    }

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
