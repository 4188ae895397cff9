using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Tests.Rules.Links;

public sealed class LinkUnreachableTests
{
    private const string Address = "https://a.example/x";

    private static readonly LinkUnreachable Rule = new();

    [Fact]
    public void A_page_that_is_gone_is_held_with_the_chain()
    {
        var probe = Probes.Of(LinkEnd.Gone, "it answers 404: there is no such page", new LinkHop(Address, 302, Probes.Good, "302"), new LinkHop("https://a.example/y", 404, Probes.Good));
        var finding = Assert.Single(Rule.Check(Probes.Mail((Address, probe))));

        Assert.Equal(("link.unreachable", Severity.Hold, false), (finding.Rule, finding.Severity, finding.Unchecked));
        Assert.Equal("The link \"https://a.example/x\" leads to nothing: it answers 404: there is no such page.", finding.Message);
        Assert.Equal("302 https://a.example/x · certificate of R11, Let's Encrypt, valid to 2026-04-30", finding.Evidence.Of("hop 1"));
        Assert.Equal("404 https://a.example/y · certificate of R11, Let's Encrypt, valid to 2026-04-30", finding.Evidence.Of("hop 2"));
        Assert.Equal("1", finding.Evidence.Of("tries"));
        Assert.Equal("Read on", finding.Evidence.Of("words"));
        Assert.Equal(Part.Html, finding.Where!.Part);
    }

    [Theory]
    [InlineData(LinkEnd.NoSuchName, "leads to nothing: so it is")]
    [InlineData(LinkEnd.NoAnswer, "did not answer: so it is")]
    [InlineData(LinkEnd.Endless, "does not come to an end: so it is")]
    [InlineData(LinkEnd.Refused, "was not followed: so it is")]
    public void Whatever_leads_nowhere_is_held_with_its_reason(LinkEnd end, string message)
    {
        var finding = Assert.Single(Rule.Check(Probes.Mail((Address, Probes.Of(end, "so it is", new LinkHop(Address))))));

        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.EndsWith($"{message}.", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_that_keep_robots_out_are_one_piece_of_advice()
    {
        var closed = Probes.Of(LinkEnd.PageNotRead, "it answers 999, as to a robot", new LinkHop(Address, 999, Probes.Good));
        var finding = Assert.Single(Rule.Check(Probes.Mail((Address, closed), ("https://b.example/", closed))));

        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.StartsWith("2 pages were not read", finding.Message, StringComparison.Ordinal);
        Assert.Equal("https://a.example/x · it answers 999, as to a robot", finding.Evidence.Of("link"));
    }

    [Fact]
    public void Links_that_nobody_followed_are_one_finding_that_holds()
    {
        var finding = Assert.Single(Rule.Check(Probes.With($"<p><a href='{Address}'>x</a></p><p><a href='https://b.example/?n={{{{ contact.first_name }}}}'>y</a></p>")));

        Assert.Equal((Severity.Hold, true), (finding.Severity, finding.Unchecked));
        Assert.Contains("2 links were not followed", finding.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["https://a.example/x · it was not tried", "https://b.example/?n={{ contact.first_name }} · it differs by reader, and no reader's data is known"],
            finding.Evidence.Where(one => one.Name == "link").Select(one => one.Value));
    }

    [Fact]
    public void So_is_one_for_which_there_was_no_time()
    {
        var finding = Assert.Single(Rule.Check(Probes.Mail((Address, Probes.Of(LinkEnd.NoAnswer, "it was not tried in time") with { Tries = 0 }))));

        Assert.True(finding.Unchecked);
        Assert.Equal("https://a.example/x · it was not tried in time", finding.Evidence.Of("link"));
    }

    [Fact]
    public void Without_any_facts_nothing_is_clean() => Assert.True(Assert.Single(Rule.Check(Sample.Mail($"<a href='{Address}'>x</a>"))).Unchecked);

    [Fact]
    public void A_customers_own_opt_out_is_never_fetched_and_that_is_said()
    {
        var finding = Assert.Single(Rule.Check(Probes.With("<p><a href='https://a.example/1'>Unsubscribe</a></p>")));

        Assert.Equal((Severity.Advise, false), (finding.Severity, finding.Unchecked));
        Assert.Equal("https://a.example/1 · it may act for the reader", finding.Evidence.Of("link"));
    }

    [Theory]
    [InlineData("lighthouse.example", Severity.Advise)]
    [InlineData("other.example", Severity.Hold)]
    public void A_link_that_may_act_at_a_site_of_others_is_not_spared_by_a_word(string own, Severity severity)
    {
        var mail = Probes.With("<p><a href='https://www.lighthouse.example/confirm'>Confirm</a></p>");
        var account = new AccountFacts(Sample.Now, true, Fact.Known<IReadOnlyList<string>>([])) { OwnDomains = [DomainName.Parse(own)] };

        var finding = Assert.Single(Rule.Check(new Submission(mail.Content) { Account = account, Links = mail.Links }));

        Assert.Equal(severity, finding.Severity);
        Assert.Equal(severity == Severity.Hold, finding.Unchecked);
        Assert.Equal("https://www.lighthouse.example/confirm · it may act for the reader", finding.Evidence.Of("link"));
    }

    [Fact]
    public void A_page_that_answers_is_fine() => Assert.Empty(Rule.Check(Probes.Mail((Address, Probes.Page(Address)))));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Probes.Clean()));
}
