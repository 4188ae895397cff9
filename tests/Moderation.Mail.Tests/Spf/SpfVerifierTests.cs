using System.Net;
using System.Text;
using Moderation.Mail.Dns;
using Moderation.Mail.Spf;
using Moderation.Mail.Tests.Dns;
using Moderation.Mail.Tests.Fuzzing;

namespace Moderation.Mail.Tests.Spf;

public sealed class SpfVerifierTests
{
    private static readonly SpfRequest Request = new(IPAddress.Parse("192.0.2.1"), "mail.example.com", "anna@example.com");

    [Theory]
    [InlineData("v=spf1 a ip4:192.0.2.0/24 -all", SpfResult.Pass, "ip4:192.0.2.0/24")]
    [InlineData("v=spf1 ~all", SpfResult.SoftFail, "~all")]
    [InlineData("v=spf1 ip4:198.51.100.1", SpfResult.Neutral, "default")]
    [InlineData("v=spf1 redirect=_spf.example.com", SpfResult.Fail, "-all")]
    public async Task The_term_that_decided_is_named(string record, SpfResult result, string mechanism)
    {
        var outcome = await CheckAsync(new MemoryZone().Txt("example.com", record).Txt("_spf.example.com", "v=spf1 -all").Address("example.com", "198.51.100.9"));
        Assert.Equal((result, mechanism), (outcome.Result, outcome.Mechanism));
        Assert.Equal(record.Contains("redirect", StringComparison.Ordinal) ? "_spf.example.com" : "example.com", outcome.RecordDomain);
    }

    [Fact]
    public async Task A_server_that_is_silent_makes_no_absence()
    {
        Assert.Equal(SpfResult.TempError, (await CheckAsync(new MemoryZone().Fail("example.com"))).Result);
        Assert.Equal(SpfResult.TempError, (await CheckAsync(new MemoryZone().Txt("example.com", "v=spf1 mx -all").Mx("example.com", 1, "mx.example.com").Fail("mx.example.com"))).Result);
        Assert.Equal(SpfResult.None, (await CheckAsync(new MemoryZone().Txt("example.com", "hello"))).Result);
    }

    [Fact]
    public async Task Ten_lookups_pass_and_eleven_do_not()
    {
        var zone = new MemoryZone().Address("a.example.com", "198.51.100.9");
        var ten = string.Concat(Enumerable.Repeat(" a:a.example.com", 10));
        Assert.Equal((SpfResult.Fail, 10), Two(await CheckAsync(zone.Txt("example.com", $"v=spf1{ten} -all"))));
        Assert.Equal((SpfResult.PermError, 11), Two(await CheckAsync(zone.Remove("example.com", DnsType.Txt).Txt("example.com", $"v=spf1{ten} a:a.example.com -all"))));
        static (SpfResult, int) Two(SpfOutcome outcome) => (outcome.Result, outcome.Lookups);
    }

    [Fact]
    public async Task Two_void_lookups_pass_and_three_do_not()
    {
        Assert.Equal(SpfResult.Fail, (await CheckAsync(new MemoryZone().Txt("example.com", "v=spf1 a:x.example a:y.example -all"))).Result);
        Assert.Equal(SpfResult.PermError, (await CheckAsync(new MemoryZone().Txt("example.com", "v=spf1 a:x.example a:y.example a:z.example -all"))).Result);
    }

    [Theory]
    [InlineData("ip4:192.0.2.1/00")]
    [InlineData("ip4:192.0.2.1/33")]
    [InlineData("ip4:192.0.2")]
    [InlineData("ip4:192.0.2.01")]
    [InlineData("ip4:192.0.2.1/")]
    [InlineData("ip4")]
    [InlineData("ip6:192.0.2.1")]
    [InlineData("ip6:::1/129")]
    [InlineData("ip6:[::1]")]
    [InlineData("ip6:fe80::1%eth0")]
    [InlineData("a:")]
    [InlineData("a:example")]
    [InlineData("a:example.1")]
    [InlineData("a:%{x}.example.com")]
    [InlineData("a:%{d0}.example.com")]
    [InlineData("a:%{dr1}.example.com")]
    [InlineData("a:%{d")]
    [InlineData("a:%{}")]
    [InlineData("a:%{c}.example.com")]
    [InlineData("exists")]
    [InlineData("exists:example.com/24")]
    [InlineData("include")]
    [InlineData("mx/24/64")]
    [InlineData("redirect=")]
    [InlineData("redirect=a.example redirect=b.example")]
    [InlineData("exp=a.example exp=b.example")]
    [InlineData("x=%{")]
    [InlineData("all:x")]
    public async Task A_wrong_term_spoils_the_record(string term) =>
        Assert.Equal(SpfResult.PermError, (await CheckAsync(new MemoryZone().Txt("example.com", $"v=spf1 ip4:192.0.2.1 {term}"))).Result);

    [Fact]
    public void Examples_of_the_RFC_expand_as_it_says()
    {
        // RFC 7208 §7.4.
        var values = new MacroValues(new SpfRequest(IPAddress.Parse("192.0.2.3"), "mx.example.org", ""), "strong-bad@email.example.com", "email.example.com", DateTimeOffset.UnixEpoch);
        foreach (var (text, expected) in (List<(string, string)>)[
            ("%{s}", "strong-bad@email.example.com"), ("%{o}", "email.example.com"), ("%{d4}", "email.example.com"), ("%{d1}", "com"),
            ("%{dr}", "com.example.email"), ("%{d2r}", "example.email"), ("%{l-}", "strong.bad"), ("%{lr}", "strong-bad"), ("%{lr-}", "bad.strong"), ("%{l1r-}", "strong"),
            ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"), ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
            ("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"), ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
            ("%{d99999999999}", "email.example.com")])
        {
            Assert.Equal(expected, MacroString.ParseDomain(text).ExpandDomain(values));
        }

        values = values with { Request = values.Request with { Address = IPAddress.Parse("2001:db8::cb01") } };
        Assert.Equal("1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com", MacroString.ParseDomain("%{ir}.%{v}._spf.%{d2}").ExpandDomain(values));
    }

    [Fact]
    public async Task A_slow_zone_ends_in_a_temporary_error()
    {
        var outcome = await new SpfVerifier(new SleepingResolver(), TimeProvider.System) { Limit = TimeSpan.FromMilliseconds(50) }.CheckAsync(Request, default);
        Assert.Equal(SpfResult.TempError, outcome.Result);
    }

    [Fact]
    public async Task What_the_client_said_cannot_break_the_header_or_the_explanation()
    {
        var request = Request with { Sender = "\"a\r\nBcc: x\"@example.com", Helo = "mail\r\nX: y" };
        var zone = new MemoryZone().Txt("example.com", "v=spf1 -all exp=why.example.com").Txt("why.example.com", "%{l} said %{h}");
        var outcome = await new SpfVerifier(zone, TimeProvider.System).CheckAsync(request, default);
        Assert.Equal("\"a??Bcc: x\" said mail??X: y", outcome.Explanation);
        Assert.DoesNotContain(ReceivedSpf.Value(request, outcome), char.IsControl);
    }

    [Fact]
    public async Task The_header_is_as_RFC_7208_draws_it()
    {
        var outcome = await CheckAsync(new MemoryZone().Txt("example.com", "v=spf1 ip4:192.0.2.1 -all"));
        Assert.Equal(
            "pass (192.0.2.1 matches \"ip4:192.0.2.1\" in the record of example.com.) client-ip=\"192.0.2.1\"; envelope-from=\"anna@example.com\"; helo=\"mail.example.com\"; receiver=\"unknown\"; identity=\"mailfrom\"; mechanism=\"ip4:192.0.2.1\"",
            ReceivedSpf.Value(Request, outcome));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(20_000)]
    public void A_name_that_is_too_long_loses_as_many_labels_from_the_left_as_it_must(int times)
    {
        var values = new MacroValues(new SpfRequest(IPAddress.Parse("192.0.2.3"), "mx.example.org", ""), "a@b.example.com", "b.example.com", DateTimeOffset.UnixEpoch);
        var name = MacroString.ParseDomain(string.Concat(Enumerable.Repeat("%{d}.", times)) + "spf.example.org").ExpandDomain(values);
        // 17 × "b.example.com." and the end are 253; a label more would be 255.
        Assert.Equal(string.Concat(Enumerable.Repeat("b.example.com.", 17)) + "spf.example.org", name);
        Assert.Equal(253, name.Length);
        Assert.Equal(new string('x', 300) + "y", MacroString.ParseDomain("a." + new string('x', 300) + "y").ExpandDomain(values));
    }

    [Fact]
    public void Records_survive_mutation()
    {
        var seeds = new[]
        {
            "v=spf1 a mx/24 a:%{d}.example.com/24//64 ip4:192.0.2.0/24 ip6:2001:db8::/32 include:_spf.example.com ~all",
            "v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d2} ptr:example.com redirect=%{o}.example.com exp=explain.%{d}",
            "v=spf1 include:example.com redirect=example.com x=%{s}%{l}%{h}%{v}%%%_%-",
        };
        var request = new SpfRequest(IPAddress.Parse("192.0.2.77"), "mail.example.com", "a.b-c+d@example.com");
        Fuzz.Run(
            "spf",
            [.. seeds.Select(Encoding.ASCII.GetBytes)],
            input =>
            {
                var text = Encoding.Latin1.GetString(input);
                var zone = new MemoryZone().Txt("example.com", text).Txt("explain.example.com", text).Mx("example.com", 1, "mx.example.com");
                var outcome = new SpfVerifier(zone, TimeProvider.System).CheckAsync(request, default).AsTask().GetAwaiter().GetResult();
                // The limits hold whatever the record says: ten terms with ten names each, and the records themselves.
                Assert.True(zone.Asked.Count < 150, $"{zone.Asked.Count} questions");
                Assert.DoesNotContain(ReceivedSpf.Value(request, outcome), char.IsControl);
            },
            "%{", "}", "%{d}", "/", "//", ":", "=", "all", " redirect=", " exp=", " include:example.com", " mx", " ptr", " a:", "%{p}", "r", "99999999999");
    }

    private static async Task<SpfOutcome> CheckAsync(MemoryZone zone) => await new SpfVerifier(zone, TimeProvider.System).CheckAsync(Request, default);

    private sealed class SleepingResolver : IDnsResolver
    {
        public async ValueTask<DnsAnswer> QueryAsync(string name, DnsType type, CancellationToken ct)
        {
            await Task.Delay(Timeout.Infinite, ct);
            return DnsAnswer.NoData;
        }
    }
}
