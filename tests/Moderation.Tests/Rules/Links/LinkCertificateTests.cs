using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Tests.Rules.Links;

public sealed class LinkCertificateTests
{
    private const string Address = "https://a.example/x";

    private static readonly LinkCertificate Rule = new();

    private static readonly HopCertificate Expired = Probes.Good with { NotAfter = Sample.Now.AddDays(-1), Fault = "it expired on 28 February 2026" };

    [Fact]
    public void A_certificate_that_does_not_hold_is_blocked_and_shown()
    {
        var probe = Probes.Of(LinkEnd.BadCertificate, Expired.Fault, new LinkHop("https://b.example/", 301, Probes.Good, "301"), new LinkHop(Address, null, Expired));
        var finding = Assert.Single(Rule.Check(Probes.Mail((Address, probe))));

        Assert.Equal(("link.certificate", Severity.Block, false), (finding.Rule, finding.Severity, finding.Unchecked));
        Assert.Equal("The certificate of the link \"https://a.example/x\" does not hold at https://a.example/x: it expired on 28 February 2026.", finding.Message);
        Assert.Equal("<a href=\"https://a.example/x\">", finding.Where!.Excerpt);
        Assert.Equal("R11, Let's Encrypt", finding.Evidence.Of("issuer"));
        Assert.Equal("a.example", finding.Evidence.Of("names"));
        Assert.Equal("2026-01-30 to 2026-02-28", finding.Evidence.Of("valid"));
        Assert.Equal("301 https://b.example/ · certificate of R11, Let's Encrypt, valid to 2026-04-30", finding.Evidence.Of("hop 1"));
        Assert.Equal("no answer https://a.example/x · certificate of R11, Let's Encrypt: it expired on 28 February 2026", finding.Evidence.Of("hop 2"));
        Assert.Equal("2026-03-01 09:00 UTC", finding.Evidence.Of("seen"));
    }

    [Fact]
    public void A_gap_in_the_chain_is_held_not_blocked()
    {
        var incomplete = Probes.Good with { Fault = "the server does not send its intermediate certificate", IsIncomplete = true };
        var finding = Assert.Single(Rule.Check(Probes.Mail((Address, Probes.Of(LinkEnd.BadCertificate, incomplete.Fault, new LinkHop(Address, null, incomplete))))));

        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Contains("the server does not send its intermediate certificate", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_that_nobody_can_name_is_held_as_not_checked()
    {
        var finding = Assert.Single(Rule.Check(Probes.Mail((Address, Probes.Of(LinkEnd.BadCertificate, null, new LinkHop(Address))))));

        Assert.Equal((Severity.Hold, true), (finding.Severity, finding.Unchecked));
    }

    [Theory]
    [InlineData(LinkEnd.Page)]
    [InlineData(LinkEnd.PageNotRead)]
    [InlineData(LinkEnd.NotHttps)]
    [InlineData(LinkEnd.Gone)]
    [InlineData(LinkEnd.NoAnswer)]
    public void Any_other_end_is_another_rules_matter(LinkEnd end) =>
        Assert.Empty(Rule.Check(Probes.Mail((Address, Probes.Of(end, null, new LinkHop(Address, 200, Probes.Good))))));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Probes.Clean()));
}
