using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Tests.Rules.Links;

public sealed class LinkListedTests
{
    private static readonly LinkListed Rule = new();
    private static readonly Listing Phish = new("Spamhaus DBL", "127.0.1.4", "phishing", new Uri("https://check.spamhaus.org/"));

    [Fact]
    public void A_listed_domain_is_held_with_list_meaning_and_delisting_page()
    {
        var finding = Assert.Single(Rule.Check(Mail("<a href='https://www.bad.co.uk/x'>x</a>", ("bad.co.uk", Listed(Phish)))));

        Assert.Equal("link.listed", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.False(finding.Unchecked);
        Assert.Equal("1/0", finding.Where!.Element);
        Assert.Equal("bad.co.uk is on Spamhaus DBL.", finding.Message);
        Assert.Equal("phishing (127.0.1.4)", finding.Evidence.Of("Spamhaus DBL"));
        Assert.Equal("https://check.spamhaus.org/", finding.Evidence.Of("Spamhaus DBL delisting"));
    }

    [Fact]
    public void A_domain_that_is_on_no_list_passes() => Assert.Empty(Rule.Check(Mail("<a href='https://good.example/x'>x</a>", ("good.example", Listed()))));

    [Fact]
    public void An_unknown_answer_is_not_checked_and_never_clean()
    {
        var finding = Assert.Single(Rule.Check(Mail("<a href='https://a.example/x'>x</a><a href='https://b.example'>y</a>",
            ("a.example", Fact.Unknown<IReadOnlyList<Listing>>("Spamhaus DBL does not answer")))));

        Assert.True(finding.Unchecked);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Contains("2 domains, the first a.example: Spamhaus DBL does not answer", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_facts_it_is_not_checked() => Assert.True(Assert.Single(Rule.Check(Sample.Mail("<a href='https://a.example'>x</a>"))).Unchecked);

    [Fact]
    public void Without_any_list_configured_nothing_is_said() =>
        Assert.Empty(Rule.Check(new Submission(Sample.Mail("<a href='https://a.example'>x</a>").Content) { Links = new LinkFacts(new Dictionary<string, LinkProbe>(), new Dictionary<string, Fact<IReadOnlyList<Listing>>>()) { AsksBlocklists = false } }));

    [Fact]
    public void The_hops_of_a_link_count_as_well()
    {
        var probes = new Dictionary<string, LinkProbe> { ["https://good.example/"] = new(LinkEnd.Page, [new LinkHop("https://good.example/", 302), new LinkHop("https://x.bad.example/", 200)], Sample.Now) };
        var links = new LinkFacts(probes, new Dictionary<string, Fact<IReadOnlyList<Listing>>> { ["good.example"] = Listed(), ["bad.example"] = Listed(Phish) });
        var finding = Assert.Single(Rule.Check(new Submission(Sample.Mail("<a href='https://good.example/'>x</a>").Content) { Links = links }));

        Assert.Equal("bad.example", finding.Evidence.Of("domain"));
        Assert.Equal("https://good.example/", finding.Evidence.Of("address"));
    }

    [Fact]
    public void Addresses_of_numbers_placeholders_and_mailboxes_are_not_looked_up() =>
        Assert.Equal(["a.example"], LinkedDomains.In(Sample.Mail("<a href='https://192.0.2.7'>x</a><a href='{{ browser_url }}'>x</a><a href='mailto:a@b.example'>x</a><a href='https://www.a.example'>x</a><a href='https://a.example/2'>x</a>")).Keys);

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() =>
        Assert.Empty(Rule.Check(new Submission(Sample.Clean().Content) { Links = new LinkFacts(new Dictionary<string, LinkProbe>(), new Dictionary<string, Fact<IReadOnlyList<Listing>>> { ["lighthouse.example"] = Listed() }) }));

    private static Submission Mail(string html, params (string Domain, Fact<IReadOnlyList<Listing>> Listings)[] known) =>
        new(Sample.Mail(html).Content) { Links = new LinkFacts(new Dictionary<string, LinkProbe>(), known.ToDictionary(one => one.Domain, one => one.Listings)) };

    private static Fact<IReadOnlyList<Listing>> Listed(params Listing[] listings) => Fact.Known<IReadOnlyList<Listing>>(listings);
}
