using System.Net;
using System.Security.Cryptography;
using Moderation.Mail.Dns;
using Moderation.Mail.Published;
using Moderation.Mail.Tests.Dns;

namespace Moderation.Mail.Tests.Published;

public sealed class PublishedRecordsTests
{
    private const string Policy = "version: STSv1\r\nmode: enforce\r\nmx: *.example.com\r\nmax_age: 604800\r\n";

    private static readonly string Key = Convert.ToBase64String(RSA.Create(2048).ExportSubjectPublicKeyInfo());

    [Fact]
    public async Task A_domain_with_everything_is_good()
    {
        var checks = await CheckAsync(Whole());
        Assert.Equal(["SPF", "DKIM", "DMARC", "PTR", "MTA-STS", "TLS-RPT", "BIMI"], checks.Select(check => check.Name));
        Assert.All(checks, check => Assert.True(check.State == PublishedState.Good, $"{check.Name}: {string.Join(' ', check.Remarks)}"));
    }

    [Fact]
    public async Task A_domain_with_nothing_gets_records_to_publish()
    {
        var checks = await CheckAsync(new MemoryZone().Exists("example.com"));
        Assert.Equal(
            [PublishedState.Wrong, PublishedState.Wrong, PublishedState.Wrong, PublishedState.Advice, PublishedState.Advice, PublishedState.Advice, PublishedState.Advice],
            checks.Select(check => check.State));
        Assert.Equal(
            ["example.com TXT v=spf1 -all", "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:dmarc@example.com", "_smtp._tls.example.com TXT v=TLSRPTv1; rua=mailto:tls-reports@example.com"],
            new[] { checks[0], checks[2], checks[5] }.Select(check => Assert.Single(check.Publish)).Select(r => $"{r.Name} {r.Type} {r.Value}"));
    }

    [Fact]
    public async Task A_silent_server_is_not_checked_and_never_missing()
    {
        var zone = new MemoryZone();
        foreach (var name in (string[])["example.com", "_dmarc.example.com", "_mta-sts.example.com", "_smtp._tls.example.com", "default._bimi.example.com", "s1._domainkey.example.com"])
        {
            zone.Fail(name);
        }

        var checks = await CheckAsync(zone, new PublishedQuestion("example.com") { Selectors = ["s1"] });
        Assert.All(checks, check => Assert.True(check.State == PublishedState.Unknown && check.Publish.Count == 0, $"{check.Name}: {string.Join(' ', check.Remarks)}"));
    }

    [Theory]
    [InlineData("v=spf1 +all", PublishedState.Wrong, "whole internet")]
    [InlineData("v=spf1 mx", PublishedState.Advice, "everybody else")]
    [InlineData("v=spf1 ptr -all", PublishedState.Advice, "RFC 7208 §5.5")]
    [InlineData("v=spf1 ipv4:192.0.2.1 -all", PublishedState.Wrong, "cannot be read")]
    [InlineData("v=spf1 include:gone.example -all", PublishedState.Wrong, "no SPF record")]
    [InlineData("v=spf1 include:example.com -all", PublishedState.Wrong, "includes itself")]
    [InlineData("v=spf1 redirect=gone.example", PublishedState.Wrong, "no SPF record")]
    [InlineData("v=spf1 include:more.example.com include:more.example.com -all", PublishedState.Wrong, "needs 12 DNS lookups")]
    [InlineData("v=spf1 a:gone.example -all", PublishedState.Advice, "does not exist")]
    [InlineData("v=spf1 a:a.example a:b.example mx:c.example -all", PublishedState.Wrong, "stop at 2")]
    [InlineData("v=spf1 mx mx mx mx mx mx include:more.example.com -all", PublishedState.Wrong, "needs 12 DNS lookups")]
    public async Task What_is_wrong_with_SPF_is_told(string record, PublishedState state, string words)
    {
        var zone = Whole().Remove("example.com", DnsType.Txt).Txt("example.com", record).Txt("more.example.com", "v=spf1 mx:example.com mx:example.com mx:example.com mx:example.com mx:example.com ~all");
        var spf = (await CheckAsync(zone))[0];
        Assert.Equal(state, spf.State);
        Assert.Contains(spf.Remarks, remark => remark.Text.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_SPF_records_are_merged()
    {
        var spf = (await CheckAsync(Whole().Txt("example.com", "v=spf1 ip4:198.51.100.1 mx ~all")))[0];
        Assert.Equal(PublishedState.Wrong, spf.State);
        Assert.Equal("v=spf1 mx ip4:198.51.100.1 ~all", Assert.Single(spf.Publish).Value);
    }

    [Fact]
    public async Task A_sender_that_SPF_refuses_is_put_into_the_record()
    {
        var spf = (await CheckAsync(Whole(), new PublishedQuestion("example.com") { Senders = [IPAddress.Parse("192.0.2.10"), IPAddress.Parse("2001:db8::7")] }))[0];
        Assert.Equal(PublishedState.Wrong, spf.State);
        Assert.Equal("v=spf1 ip6:2001:db8::7 mx -all", Assert.Single(spf.Publish).Value);
    }

    [Theory]
    [InlineData("v=DKIM1; p=", PublishedState.Wrong, "revoked")]
    [InlineData("v=DKIM1; p=AAAA", PublishedState.Wrong, "no RSA key")]
    [InlineData("v=DKIM1; t=y; p=KEY", PublishedState.Advice, "t=y")]
    [InlineData("v=DKIM1; p=SHORT", PublishedState.Advice, "1024 bits")]
    [InlineData("v=DKIM1; k=ed25519; p=AAAA", PublishedState.Wrong, "32 octets")]
    [InlineData("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", PublishedState.Good, "")]
    [InlineData(null, PublishedState.Wrong, "has no key")]
    public async Task What_is_wrong_with_a_key_is_told(string? record, PublishedState state, string words)
    {
        var zone = Whole();
        if (record is not null)
        {
            using var small = RSA.Create(1024);
            zone.Txt("old._domainkey.example.com", record.Replace("SHORT", Convert.ToBase64String(small.ExportSubjectPublicKeyInfo()), StringComparison.Ordinal).Replace("KEY", Key, StringComparison.Ordinal));
        }

        var dkim = (await CheckAsync(zone, new PublishedQuestion("example.com") { Selectors = ["old"] }))[1];
        Assert.Equal(state, dkim.State);
        Assert.True(words.Length == 0 || dkim.Remarks.Any(remark => remark.Text.Contains(words, StringComparison.Ordinal)), string.Join(' ', dkim.Remarks));
    }

    [Fact]
    public async Task Keys_under_unusual_selectors_are_not_said_to_be_missing()
    {
        var dkim = (await CheckAsync(new MemoryZone().Txt("odd._domainkey.example.com", "v=DKIM1; p=" + Key)))[1];
        Assert.Equal(PublishedState.Unknown, dkim.State);
        Assert.Contains("--selector", dkim.Remarks[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=DMARC1; p=none; rua=mailto:d@example.com", PublishedState.Advice, "forged mail")]
    [InlineData("v=DMARC1; p=reject", PublishedState.Advice, "Nobody gets reports")]
    [InlineData("v=DMARC1; p=banana", PublishedState.Wrong, "cannot use the record")]
    [InlineData("v=DMARC1; p=reject; rua=mailto:d@collector.example", PublishedState.Advice, "has not agreed")]
    [InlineData("v=DMARC1; p=reject; pct=10; rua=mailto:d@example.com", PublishedState.Advice, "pct= is gone")]
    public async Task What_is_wrong_with_DMARC_is_told(string record, PublishedState state, string words)
    {
        var dmarc = (await CheckAsync(Whole().Remove("_dmarc.example.com", DnsType.Txt).Txt("_dmarc.example.com", record)))[2];
        Assert.Equal(state, dmarc.State);
        Assert.Contains(dmarc.Remarks, remark => remark.Text.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mended_DMARC_record_keeps_what_is_right()
    {
        var zone = Whole().Remove("_dmarc.example.com", DnsType.Txt).Txt("_dmarc.example.com", "v=DMARC1; pct=10; p=reject; sp=quarantine; adkim=s; ri=5; rua=mailto:d@example.com");
        Assert.Equal("v=DMARC1; p=reject; sp=quarantine; adkim=s; rua=mailto:d@example.com", Assert.Single((await CheckAsync(zone))[2].Publish).Value);
    }

    [Fact]
    public async Task A_sender_without_a_name_or_with_a_false_one_is_wrong()
    {
        var zone = Whole().Ptr(DnsName.Reverse(IPAddress.Parse("192.0.2.66")), "false.example.com").Address("false.example.com", "192.0.2.1");
        var ptr = (await CheckAsync(zone, new PublishedQuestion("example.com") { Senders = [IPAddress.Parse("192.0.2.66"), IPAddress.Parse("2001:db8::1")] }))[3];
        Assert.Equal(PublishedState.Wrong, ptr.State);
        Assert.Equal(["false.example.com A 192.0.2.66", $"{DnsName.Reverse(IPAddress.Parse("2001:db8::1"))} PTR mail.example.com"], ptr.Publish.Select(r => $"{r.Name} {r.Type} {r.Value}"));
    }

    [Theory]
    [InlineData("version: STSv1\nmode: enforce\nmx: other.example\nmax_age: 100\n", PublishedState.Wrong, "is not in the policy")]
    [InlineData("version: STSv1\nmode: testing\nmx: mx.example.com\nmax_age: 100\n", PublishedState.Advice, "protects nothing yet")]
    [InlineData("version: STSv1\nmode: enforce\nmx: mx.example.com\nmax_age: 99999999999\n", PublishedState.Wrong, "max_age")]
    [InlineData("<html>", PublishedState.Wrong, "key: value")]
    [InlineData(null, PublishedState.Wrong, "promises a policy")]
    public async Task What_is_wrong_with_a_policy_is_told(string? policy, PublishedState state, string words)
    {
        var sts = (await CheckAsync(Whole(), policy: policy is null ? FetchedPolicy.Wrong("it answers 404.") : FetchedPolicy.Of(policy)))[4];
        Assert.Equal(state, sts.State);
        Assert.Contains(sts.Remarks, remark => remark.Text.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_policy_that_cannot_be_fetched_is_not_checked() =>
        Assert.Equal(PublishedState.Unknown, (await CheckAsync(Whole(), policy: FetchedPolicy.Unknown("it is silent.")))[4].State);

    [Fact]
    public async Task A_logo_waits_for_DMARC()
    {
        var bimi = (await CheckAsync(Whole().Remove("_dmarc.example.com", DnsType.Txt)))[6];
        Assert.Contains("until DMARC", Assert.Single(bimi.Remarks).Text, StringComparison.Ordinal);
    }

    private static MemoryZone Whole() => new MemoryZone()
        .Mx("example.com", 10, "mx.example.com")
        .Txt("example.com", "v=spf1 mx -all")
        .Txt("example.com", "some-other-proof=1")
        .Address("mx.example.com", "192.0.2.10")
        .Ptr(DnsName.Reverse(IPAddress.Parse("192.0.2.10")), "mx.example.com")
        .Txt("s1._domainkey.example.com", "v=DKIM1; k=rsa; p=" + Key)
        .Txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:dmarc@example.com")
        .Txt("_mta-sts.example.com", "v=STSv1; id=20260101")
        .Txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:tls@example.com")
        .Txt("default._bimi.example.com", "v=BIMI1; l=https://example.com/logo.svg; a=https://example.com/logo.pem");

    private static Task<IReadOnlyList<PublishedCheck>> CheckAsync(MemoryZone zone, PublishedQuestion? question = null, FetchedPolicy? policy = null) =>
        new PublishedRecords(zone, new OnePolicy(policy ?? FetchedPolicy.Of(Policy)), TimeProvider.System).CheckAsync(question ?? new PublishedQuestion("example.com"), default);

    private sealed class OnePolicy(FetchedPolicy policy) : IPolicySource
    {
        public ValueTask<FetchedPolicy> FetchAsync(Uri address, CancellationToken ct) => ValueTask.FromResult(policy);
    }
}
