using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class ProfileTests
{
    private static readonly Profile Rule = new();

    [Fact]
    public void A_domain_that_is_not_the_accounts_is_held_and_named()
    {
        var finding = Assert.Single(Check("<p>\n<a href=\"https://play.casino.example/win?x=1\">Win</a><img src=\"https://CASINO.example/1.png\">"));

        Assert.Equal("content.profile", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("casino.example", finding.Evidence.Of("domain"));
        Assert.Equal("https://play.casino.example/win?x=1 (2 places)", finding.Evidence.Of("casino.example"));
        Assert.Equal(2, finding.Where!.Line);
    }

    [Theory]
    [InlineData("https://www.lighthouse.example/x")]
    [InlineData("https://shop.lighthouse.example")]
    [InlineData("https://keeper.example/from-domain")]
    [InlineData("https://partner.example/trusted")]
    [InlineData("https://img.partner.example/trusted")]
    [InlineData("https://www.youtube.com/watch?v=1")]
    [InlineData("https://fonts.googleapis.com/css")]
    [InlineData("https://maps.google.com/?q=x")]
    [InlineData("mailto:somebody@else.example")]
    [InlineData("{{ unsubscribe_url }}")]
    [InlineData("https://{{ contact.first_name }}.else.example")]
    [InlineData("tel:+48123")]
    [InlineData("#top")]
    public void Its_own_trusted_ones_and_large_public_services_pass(string address) => Assert.Empty(Check($"<a href=\"{address}\">x</a>"));

    [Theory]
    [InlineData("https://lighthouse.example.casino.example/", "casino.example")]
    [InlineData("https://lighthouse.example@casino.example/", "casino.example")]
    [InlineData("https:\\\\casino.example\\lighthouse.example", "casino.example")]
    [InlineData("//casino.example/x", "casino.example")]
    [InlineData("https://xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("https://bücher.example", "xn--bcher-kva.example")]
    [InlineData("https://somebody.github.io/x", "somebody.github.io")]
    [InlineData("https://untrusted.sub.example/", "sub.example")]
    [InlineData("https://youtube.com.casino.example", "casino.example")]
    public void The_domain_that_counts_is_the_one_that_somebody_registered(string address, string domain) =>
        Assert.Equal(domain, Assert.Single(Check($"<a href=\"{address}\">x</a>")).Evidence.Of("domain"));

    [Fact]
    public void Pictures_may_come_from_large_stores_but_pages_there_are_anybodys()
    {
        Assert.Empty(Check("<img src='https://s3.eu-west-1.amazonaws.com/x/1.png'><img src='https://d1a2.cloudfront.net/1.png'>"));
        Assert.Equal("d1a2.cloudfront.net", Assert.Single(Check("<a href='https://d1a2.cloudfront.net/login.html'>x</a>")).Evidence.Of("domain"));
    }

    [Fact]
    public void The_text_part_and_backgrounds_are_read_as_well()
    {
        Assert.Equal("casino.example", Assert.Single(Check(null, "Win: https://casino.example/x")).Evidence.Of("domain"));
        Assert.Single(Check("<table background='https://casino.example/1.png'></table>"));
    }

    [Fact]
    public void Many_domains_are_one_finding()
    {
        var finding = Assert.Single(Check(string.Concat(Enumerable.Range(0, 30).Select(i => $"<a href='https://a{i}.example'>x</a>"))));

        Assert.Equal("30", finding.Evidence.Of("domains"));
        Assert.Equal(20, finding.Evidence.Count(evidence => evidence.Name == "domain"));
    }

    [Theory]
    [InlineData("PayPal", "Hello", "PayPal")]
    [InlineData("DHL Support", "Hello", "DHL")]
    [InlineData("Crédit Agricole", "Hello", "Crédit Agricole")]
    [InlineData("Apple Security", "Hello", "Apple")]
    [InlineData("Chase", "Hello", "Chase")]
    [InlineData("News", "DHL: your parcel waits", "DHL")]
    [InlineData("News", "Your Sparkasse account", "Sparkasse")]
    [InlineData("News", "[Netflix] Payment declined", "Netflix")]
    public void A_brand_of_others_in_the_name_or_the_subject_is_held(string name, string subject, string brand) =>
        Assert.Equal(brand, Assert.Single(Check("<p>x</p>", null, name, subject)).Evidence.Of("brand"));

    [Theory]
    [InlineData("Apple Orchard Farm", "Hello")]
    [InlineData("Hermes Sailing", "Hello")]
    [InlineData("Lighthouse", "Now on Netflix")]
    [InlineData("Lighthouse", "Pay with PayPal or Klarna")]
    [InlineData("Lighthouse", "Follow us on Instagram")]
    [InlineData("Goodhlands", "Chase the waves")]
    public void What_shops_say_of_brands_passes(string name, string subject) => Assert.Empty(Check("<p>x</p>", null, name, subject));

    [Fact]
    public void The_brand_itself_passes_by_its_domain_not_by_the_name_it_gives_itself()
    {
        var mail = Sample.Clean().Content with { FromName = "DHL Support", Html = null, Text = "x" };

        Assert.Empty(Rule.Check(new Submission(mail) { Account = Account("dhl.de") }));
        Assert.Single(Rule.Check(new Submission(mail) { Account = Account("lighthouse.example") with { Names = ["DHL Support"] } }));
    }

    [Fact]
    public void What_can_be_allowed_are_the_domains_it_names_but_no_public_suffix()
    {
        var finding = Assert.Single(Check("<a href='https://play.casino.example'>x</a><a href='https://github.io/'>y</a><a href='https://someone.github.io/'>z</a>"));

        Assert.Equal(["casino.example", "someone.github.io"], Profile.ForeignDomainsIn(finding));
        Assert.Empty(Profile.ForeignDomainsIn(finding with { Rule = "link.host" }));
    }

    [Fact]
    public void Without_a_domain_of_its_own_there_is_nothing_to_compare_with()
    {
        var mail = Sample.Mail("<a href='https://casino.example'>x</a>").Content;

        Assert.Empty(Rule.Check(new Submission(mail)));
        Assert.Empty(Rule.Check(new Submission(mail) { Account = Account() }));
    }

    private static List<Finding> Check(string? html, string? text = null, string name = "Lighthouse", string subject = "Hello") => Rule.Check(new Submission(new Moderation.Campaigns.Content
    {
        Subject = subject,
        FromName = name,
        FromAddress = EmailAddress.Parse("letters@mail.keeper.example"),
        Html = html,
        Text = text,
    })
    {
        Account = Account("lighthouse.example", "shop.lighthouse.example") with { TrustedDomains = [DomainName.Parse("partner.example"), DomainName.Parse("trusted.sub.example")] },
    });

    private static AccountFacts Account(params string[] domains) => new(Sample.Now, true, Fact.Known<IReadOnlyList<string>>([])) { OwnDomains = [.. domains.Select(DomainName.Parse)] };

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
