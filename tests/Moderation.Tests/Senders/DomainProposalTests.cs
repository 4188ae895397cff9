using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Reputation;
using Moderation.Senders;

namespace Moderation.Tests.Senders;

public sealed class DomainProposalTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly DomainCandidate Shop = Candidate("shop.example") with { Sent = 90_000 };
    private static readonly DomainCandidate News = Candidate("news.example") with { Sent = 10_000 };

    [Fact]
    public void The_domain_that_the_audience_knows_is_proposed_before_one_that_sends_more()
    {
        var proposal = Of(Shop, News with { ToAudience = 3, LastToAudience = new(2026, 11, 12, 8, 0, 0, TimeSpan.Zero) });
        Assert.Equal("news.example", proposal.Domain!.Name.Ascii);
        Assert.Contains("This audience knows it: 3 mailings came from it, the last on 12 Nov 2026 (UTC).", proposal.Reasons);
        Assert.Equal("This audience has had no mailing from it.", Why(proposal, "shop.example"));
    }

    [Fact]
    public void What_receivers_cannot_tell_from_a_forgery_is_never_proposed()
    {
        var proposal = Of(Shop with { Authenticated = new Proof(false, "m1._domainkey.shop.example has no record."), ToAudience = 9, LastToAudience = Now }, News);
        Assert.Equal("news.example", proposal.Domain!.Name.Ascii);
        Assert.Contains("m1._domainkey.shop.example has no record.", Why(proposal, "shop.example"));
        Assert.Contains("Receivers can tell that its mail is yours: DKIM and DMARC pass.", proposal.Reasons);
    }

    [Fact]
    public void What_could_not_be_looked_up_stands_behind_what_was_and_is_said()
    {
        var unknown = Shop with { Authenticated = Fact.Unknown<Proof>("the name server did not answer") };
        Assert.Contains("the name server did not answer", Why(Of(unknown, News), "shop.example"));
        Assert.Contains("Not checked whether receivers can tell that its mail is yours: the name server did not answer.", Of(unknown).Reasons);
    }

    [Theory]
    [InlineData(2_000, "new.example")]
    [InlineData(2_001, "shop.example")]
    public void A_new_domain_is_for_small_mailings(long recipients, string expected)
    {
        var proposal = DomainProposal.Of([Shop, Candidate("new.example") with { FirstSent = Now.AddDays(-3), Links = 4 }], recipients, Now);
        Assert.Equal(expected, proposal.Domain!.Name.Ascii);
        Assert.Contains(recipients > 2_000 ? "Its first mailing left on 19 Nov 2026 (UTC), which is too new for 2,001 recipients. Begin with 2,000 at most." : "It is new, and 2,000 recipients are few enough to begin with.",
            recipients > 2_000 ? [Why(proposal, "new.example")] : proposal.Reasons);
    }

    [Fact]
    public void A_domain_that_never_sent_is_new() =>
        Assert.StartsWith("It has sent nothing yet", Why(DomainProposal.Of([Shop, News with { FirstSent = null }], 5_000, Now), "news.example"), StringComparison.Ordinal);

    [Fact]
    public void The_domain_that_the_links_lead_to_is_proposed()
    {
        var proposal = Of(Shop, News with { Links = 2 });
        Assert.Equal("news.example", proposal.Domain!.Name.Ascii);
        Assert.Contains("2 links of this mail lead to it.", proposal.Reasons);
        Assert.Equal("The links of this mail lead to news.example, not to it.", Why(proposal, "shop.example"));
    }

    [Theory]
    [InlineData(Band.Watch, "Its reputation is being watched.")]
    [InlineData(Band.Poor, "Its reputation is poor: much of its mail is filtered.")]
    [InlineData(Band.Bad, "Its reputation is bad: much of its mail is filtered.")]
    [InlineData(null, "Too little has left from it to know its reputation.")]
    public void The_better_reputation_is_proposed(Band? band, string why)
    {
        var proposal = Of(Shop with { Band = band }, News);
        Assert.Equal("news.example", proposal.Domain!.Name.Ascii);
        Assert.Contains("Its reputation is good.", proposal.Reasons);
        Assert.Equal(why, Why(proposal, "shop.example"));
    }

    [Fact]
    public void A_listed_domain_is_never_proposed() =>
        Assert.Equal("It stands on a blocklist: Spamhaus DBL.", Why(Of(Shop with { Lists = ["Spamhaus DBL"] }, News), "shop.example"));

    [Fact]
    public void The_domain_of_confirmations_is_kept_from_campaigns()
    {
        var proposal = Of(Shop with { CarriesConfirmations = true, Links = 9 }, News);
        Assert.Equal("news.example", proposal.Domain!.Name.Ascii);
        Assert.StartsWith("Confirmations leave from it.", Why(proposal, "shop.example"), StringComparison.Ordinal);
        Assert.Contains("Confirmations leave from it as well: complaints about campaigns would hold them up.", Of(Shop with { CarriesConfirmations = true }).Reasons);
    }

    [Fact]
    public void A_domain_without_a_From_address_is_named_and_not_proposed() =>
        Assert.Equal("It has no From address yet.", Why(Of(Shop with { Sender = null }, News), "shop.example"));

    [Fact]
    public void Of_equal_ones_the_one_that_sends_more_and_then_the_first_by_name()
    {
        Assert.Equal("Less mail leaves from it.", Why(Of(Shop, News), "news.example"));
        Assert.Equal("Nothing speaks against it.", Why(Of(Shop with { Sent = 1 }, News with { Sent = 1 }), "shop.example"));
    }

    [Fact]
    public void When_none_fits_none_is_proposed_and_each_says_why()
    {
        var proposal = Of(Shop with { Band = Band.Bad }, News with { Sender = null });
        Assert.Null(proposal.Domain);
        Assert.Empty(proposal.Reasons);
        Assert.Equal(2, proposal.Others.Count);
    }

    private static DomainProposal Of(params DomainCandidate[] candidates) => DomainProposal.Of(candidates, 1_000, Now);

    private static string Why(DomainProposal proposal, string name) => proposal.Others.Single(one => one.Name.Ascii == name).Why;

    private static DomainCandidate Candidate(string name) => new(Guid.NewGuid(), DomainName.Parse(name), Guid.NewGuid())
    {
        Authenticated = new Proof(true, "m1._domainkey holds our key."),
        Band = Band.Good,
        FirstSent = Now.AddDays(-200),
    };
}
