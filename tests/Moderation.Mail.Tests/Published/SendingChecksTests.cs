using System.Net;
using System.Security.Cryptography;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Mail.Blocklists;
using Moderation.Mail.Dns;
using Moderation.Mail.Published;
using Moderation.Mail.Tests.Dns;

namespace Moderation.Mail.Tests.Published;

public sealed class SendingChecksTests
{
    private static readonly RSA Key = RSA.Create(2048);
    private static readonly string Record = "v=DKIM1; k=rsa; p=" + Convert.ToBase64String(Key.ExportSubjectPublicKeyInfo());
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_sender_with_everything_passes()
    {
        var facts = await GatherAsync(Whole());

        Assert.Equal(Now, facts.At);
        Assert.Equal("news.example.com", facts.SigningDomain.Ascii);
        Assert.All(new[] { facts.Dkim, facts.Spf, facts.Dmarc, facts.Replies }, fact => Assert.True(fact.Value.Passes, fact.ToString()));
        Assert.Contains("s1._domainkey.news.example.com holds our key", facts.Dkim.Value.Seen, StringComparison.Ordinal);
        Assert.Contains("All 2 addresses may send for bounce.example.com", facts.Spf.Value.Seen, StringComparison.Ordinal);
        Assert.Contains("v=DMARC1; p=none. DKIM for news.example.com and SPF for bounce.example.com passes and is aligned.", facts.Dmarc.Value.Seen, StringComparison.Ordinal);
        Assert.Contains("mx.example.com", facts.Replies.Value.Seen, StringComparison.Ordinal);
        Assert.Empty(facts.Listings.Value);
    }

    [Fact]
    public async Task A_domain_with_nothing_fails_and_nothing_is_unknown()
    {
        var facts = await GatherAsync(Lists().Exists("example.com"));

        Assert.All(new[] { facts.Dkim, facts.Spf, facts.Dmarc, facts.Replies }, fact => Assert.False(fact.Value.Passes, fact.ToString()));
        Assert.Contains("has no record", facts.Dkim.Value.Seen, StringComparison.Ordinal);
        Assert.Contains("no DMARC record", facts.Dmarc.Value.Seen, StringComparison.Ordinal);
        Assert.Contains("neither MX nor address", facts.Replies.Value.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_server_leaves_everything_unknown_with_the_reason()
    {
        var zone = Lists();
        foreach (var name in (string[])["example.com", "_dmarc.example.com", "bounce.example.com", "s1._domainkey.news.example.com", $"example.com.{Blocklist.SpamhausDbl.Zone}"])
        {
            zone.Fail(name);
        }

        var facts = await GatherAsync(zone);
        Assert.All(new[] { facts.Dkim, facts.Spf, facts.Dmarc, facts.Replies }, fact => Assert.Contains("silent", fact.Why, StringComparison.Ordinal));
        Assert.Contains("silent", facts.Listings.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_in_the_record_does_not_pass()
    {
        using var other = RSA.Create(2048);
        var zone = Whole().Remove("s1._domainkey.news.example.com", DnsType.Txt).Txt("s1._domainkey.news.example.com", "v=DKIM1; p=" + Convert.ToBase64String(other.ExportSubjectPublicKeyInfo()));

        Assert.Contains("another key", (await GatherAsync(zone)).Dkim.Value.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_key_in_its_other_form_passes()
    {
        var zone = Whole().Remove("s1._domainkey.news.example.com", DnsType.Txt).Txt("s1._domainkey.news.example.com", "v=DKIM1; p=" + Convert.ToBase64String(Key.ExportRSAPublicKey()));

        Assert.True((await GatherAsync(zone)).Dkim.Value.Passes);
    }

    [Theory]
    [InlineData("v=DKIM1; p=", "is revoked")]
    [InlineData("v=DKIM1; k=rsa", "has no p=")]
    [InlineData("v=DKIM2; p=AAAA", "is no DKIM1 record")]
    public async Task A_record_that_cannot_be_used_does_not_pass(string record, string seen)
    {
        var zone = Whole().Remove("s1._domainkey.news.example.com", DnsType.Txt).Txt("s1._domainkey.news.example.com", record);

        Assert.Contains(seen, (await GatherAsync(zone)).Dkim.Value.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_records_do_not_pass() =>
        Assert.Contains("2 records", (await GatherAsync(Whole().Txt("s1._domainkey.news.example.com", Record))).Dkim.Value.Seen, StringComparison.Ordinal);

    [Fact]
    public async Task Without_a_key_nothing_signs()
    {
        var facts = await GatherAsync(Whole(), question => question with { Selector = null });

        Assert.False(facts.Dkim.Value.Passes);
        Assert.True(facts.Dmarc.Value.Passes);
    }

    [Fact]
    public async Task One_address_of_the_pool_that_SPF_refuses_fails_all()
    {
        var facts = await GatherAsync(Whole(), question => question with { Pool = [.. question.Pool, IPAddress.Parse("198.51.100.9")] });

        Assert.False(facts.Spf.Value.Passes);
        Assert.Contains("198.51.100.9 may not send for bounce.example.com: fail.", facts.Spf.Value.Seen, StringComparison.Ordinal);
        Assert.True(facts.Dmarc.Value.Passes);
    }

    [Fact]
    public async Task Without_a_pool_SPF_is_unknown() => Assert.False((await GatherAsync(Whole(), question => question with { Pool = [] })).Spf.IsKnown);

    [Theory]
    [InlineData("esp.example", "bounce.esp.example", "v=DMARC1; p=none", false)]
    [InlineData("news.example.com", "bounce.esp.example", "v=DMARC1; p=none", true)]
    [InlineData("esp.example", "bounce.example.com", "v=DMARC1; p=none", true)]
    [InlineData("news.example.com", "bounce.example.com", "v=DMARC1; p=none; adkim=s; aspf=s", false)]
    [InlineData("news.example.com", "example.com", "v=DMARC1; p=none; adkim=s; aspf=s", true)]
    public async Task Alignment_decides(string signing, string envelope, string record, bool passes)
    {
        var zone = Whole().Remove("_dmarc.example.com", DnsType.Txt).Txt("_dmarc.example.com", record)
            .Txt("s1._domainkey.esp.example", Record).Txt("bounce.esp.example", "v=spf1 ip4:192.0.2.0/24 -all").Txt("example.com", "v=spf1 ip4:192.0.2.0/24 -all");
        var facts = await GatherAsync(zone, question => question with { Signing = DomainName.Parse(signing), Envelope = DomainName.Parse(envelope) });

        Assert.Equal(passes, facts.Dmarc.Value.Passes);
    }

    [Fact]
    public async Task What_hangs_on_a_silent_server_is_unknown_and_what_does_not_is_known()
    {
        // DKIM alone suffices.
        Assert.True((await GatherAsync(Whole().Fail("bounce.example.com"))).Dmarc.Value.Passes);
        // Neither is known.
        Assert.False((await GatherAsync(Whole().Fail("bounce.example.com").Fail("s1._domainkey.news.example.com"))).Dmarc.IsKnown);
        // Whatever SPF says, its domain is another one.
        var facts = await GatherAsync(Whole().Fail("bounce.esp.example"), question => question with { Selector = null, Envelope = DomainName.Parse("bounce.esp.example") });
        Assert.False(facts.Dmarc.Value.Passes);
    }

    [Fact]
    public async Task Where_answers_go_is_looked_at()
    {
        Assert.Contains("says that it takes no mail", (await RepliesAsync(Whole().Mx("shop.example", 0, "."))).Seen, StringComparison.Ordinal);
        Assert.Contains("does not exist", (await RepliesAsync(Whole())).Seen, StringComparison.Ordinal);
        Assert.True((await RepliesAsync(Whole().Address("shop.example", "2001:db8::1"))).Passes);
    }

    [Fact]
    public async Task A_listed_domain_is_listed_by_its_registrable_name()
    {
        var facts = await GatherAsync(Whole().Address($"example.com.{Blocklist.SpamhausDbl.Zone}", "127.0.1.2"), question => question with { From = DomainName.Parse("news.example.com") });

        Assert.Equal("a domain of low reputation", Assert.Single(facts.Listings.Value).Meaning);
    }

    private static async Task<Proof> RepliesAsync(MemoryZone zone) =>
        (await GatherAsync(zone, question => question with { ReplyTo = DomainName.Parse("shop.example") })).Replies.Value;

    private static Task<SenderFacts> GatherAsync(MemoryZone zone, Func<SendingQuestion, SendingQuestion>? change = null)
    {
        var question = new SendingQuestion(DomainName.Parse("example.com"), DomainName.Parse("news.example.com"), "s1", Key.ExportSubjectPublicKeyInfo(), DomainName.Parse("bounce.example.com"),
            [IPAddress.Parse("192.0.2.10"), IPAddress.Parse("192.0.2.11")]);
        var clock = new StoppedClock();
        return new SendingChecks(zone, new BlocklistCheck(zone, [Blocklist.SpamhausDbl], clock), clock).GatherAsync(change is null ? question : change(question), default);
    }

    private static MemoryZone Lists() => new MemoryZone().Address($"TEST.{Blocklist.SpamhausDbl.Zone}", "127.0.1.2");

    private static MemoryZone Whole() => Lists()
        .Mx("example.com", 10, "mx.example.com")
        .Txt("bounce.example.com", "v=spf1 ip4:192.0.2.0/24 -all")
        .Txt("s1._domainkey.news.example.com", Record)
        .Txt("_dmarc.example.com", "v=DMARC1; p=none");

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
