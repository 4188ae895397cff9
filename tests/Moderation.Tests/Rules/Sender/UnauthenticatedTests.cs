using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Sender;

namespace Moderation.Tests.Rules.Sender;

public sealed class UnauthenticatedTests
{
    private static readonly Unauthenticated Rule = new();

    private static readonly Proof Passes = new(true, "v=DKIM1; p=MIIB");
    private static readonly Proof Fails = new(false, "no record");

    [Fact]
    public void Mail_that_dmarc_would_refuse_is_blocked_with_what_was_seen()
    {
        var finding = Assert.Single(Check(Passes, Passes, Fails));

        Assert.Equal("sender.unauthenticated", finding.Rule);
        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal("passes: v=DKIM1; p=MIIB", finding.Evidence.Of("DKIM"));
        Assert.Equal("fails: no record", finding.Evidence.Of("DMARC"));
        Assert.Equal("2026-03-01 09:00 UTC", finding.Evidence.Of("asked"));
    }

    [Fact]
    public void So_is_mail_without_dkim_even_if_spf_is_aligned() => Assert.Contains("DKIM would not pass", Assert.Single(Check(Fails, Passes, Passes)).Message, StringComparison.Ordinal);

    [Fact]
    public void Spf_alone_that_fails_is_advice() => Assert.Equal(Severity.Advise, Assert.Single(Check(Passes, Fails, Passes)).Severity);

    [Fact]
    public void All_three_pass() => Assert.Empty(Check(Passes, Passes, Passes));

    [Fact]
    public void Spf_that_is_unknown_beside_a_passing_dkim_passes() => Assert.Empty(Check(Passes, Fact.Unknown<Proof>("no answer"), Passes));

    [Fact]
    public void Dkim_or_dmarc_that_is_unknown_holds()
    {
        var silent = Fact.Unknown<Proof>("the name server did not answer");

        var finding = Assert.Single(Check(silent, Passes, Passes));
        Assert.True(finding.Unchecked);
        Assert.Contains("DKIM: the name server did not answer", finding.Message, StringComparison.Ordinal);
        Assert.True(Assert.Single(Check(Passes, Passes, silent)).Unchecked);
    }

    private static List<Finding> Check(Fact<Proof> dkim, Fact<Proof> spf, Fact<Proof> dmarc)
    {
        var domain = DomainName.Parse("lighthouse.example");
        return Rule.Check(new Submission(Sample.Clean().Content) { Sender = new SenderFacts { SigningDomain = domain, EnvelopeDomain = domain, At = Sample.Now, Dkim = dkim, Spf = spf, Dmarc = dmarc } });
    }

    [Fact]
    public void A_sender_whose_dns_nobody_asked_is_not_checked() => Assert.True(Assert.Single(Rule.Check(Sample.Clean())).Unchecked);
}
