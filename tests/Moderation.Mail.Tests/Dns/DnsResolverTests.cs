using System.Diagnostics;
using System.Net;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Tests.Dns;

public sealed class DnsResolverTests
{
    private static readonly WireZone Zone = new(
        """
        example.com A 192.0.2.1
        example.com A 192.0.2.2
        example.com AAAA 2001:db8::1
        example.com MX 10 mx1.example.com
        example.com MX 20 mx2.example.com
        example.com NS ns.example.com
        example.com TXT v=spf1 -all
        nullmx.example.com MX 0 .
        1.2.0.192.in-addr.arpa PTR mx1.example.com
        _25._tcp.mx1.example.com TLSA 03010101FF
        www.example.com CNAME web.example.net
        web.example.net CNAME example.com
        dangling.example.com CNAME gone.example.net
        typeless.example.com CNAME nullmx.example.com
        loop1.example.com CNAME loop2.example.com
        loop2.example.com CNAME loop1.example.com
        """);

    [Fact]
    public async Task Each_type_is_read()
    {
        await using var server = new LocalDnsServer(Zone);
        var dns = Resolver(server);
        Assert.Equal(["192.0.2.1", "192.0.2.2"], (await dns.QueryAsync("example.com", DnsType.A, default)).Of<AddressRecord>().Select(r => r.Address.ToString()));
        Assert.Equal(IPAddress.Parse("2001:db8::1"), Single<AddressRecord>(await dns.QueryAsync("EXAMPLE.com.", DnsType.Aaaa, default)).Address);
        Assert.Equal([(10, "mx1.example.com"), (20, "mx2.example.com")], (await dns.QueryAsync("example.com", DnsType.Mx, default)).Of<MxRecord>().Select(r => (r.Preference, r.Exchange)));
        Assert.Equal("", Single<MxRecord>(await dns.QueryAsync("nullmx.example.com", DnsType.Mx, default)).Exchange);
        Assert.Equal("v=spf1 -all", Single<TxtRecord>(await dns.QueryAsync("example.com", DnsType.Txt, default)).Text);
        Assert.Equal("ns.example.com", Single<NameRecord>(await dns.QueryAsync("example.com", DnsType.Ns, default)).Target);
        Assert.Equal("mx1.example.com", Single<NameRecord>(await dns.QueryAsync(DnsName.Reverse(IPAddress.Parse("192.0.2.1")), DnsType.Ptr, default)).Target);
        Assert.Equal("web.example.net", Single<NameRecord>(await dns.QueryAsync("www.example.com", DnsType.Cname, default)).Target);
        var tlsa = Single<TlsaRecord>(await dns.QueryAsync("_25._tcp.mx1.example.com", DnsType.Tlsa, default));
        Assert.Equal((3, 1, 1, "01FF"), (tlsa.Usage, tlsa.Selector, tlsa.Matching, Convert.ToHexString(tlsa.Data.Span)));
    }

    [Fact]
    public async Task Absent_and_unknown_are_told_apart()
    {
        await using var server = new LocalDnsServer(new WireZone("example.com A 192.0.2.1").Fail("servfail.example", 2).Fail("refused.example", 5).Fail("silent.example", WireZone.Timeout));
        var dns = Resolver(server);
        Assert.Equal(DnsOutcome.NoData, (await dns.QueryAsync("example.com", DnsType.Mx, default)).Outcome);
        Assert.Equal(DnsOutcome.NoData, (await dns.QueryAsync("com", DnsType.A, default)).Outcome);
        Assert.Equal(DnsOutcome.NxDomain, (await dns.QueryAsync("no.example.org", DnsType.A, default)).Outcome);
        foreach (var name in (string[])["servfail.example", "refused.example", "silent.example"])
        {
            var answer = await dns.QueryAsync(name, DnsType.A, default);
            Assert.Equal(DnsOutcome.TemporaryFailure, answer.Outcome);
            Assert.False(answer.IsAbsent);
            Assert.NotEmpty(answer.Problem!);
        }
    }

    [Theory]
    [InlineData("a..example.com")]
    [InlineData(".example.com")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123.example.com")]
    [InlineData("bücher.example.com")]
    [InlineData("a\\30.example.com")]
    public async Task A_name_that_cannot_be_does_not_exist_and_is_not_asked_for(string name)
    {
        await using var server = new LocalDnsServer(Zone);
        Assert.Equal(DnsOutcome.NxDomain, (await Resolver(server).QueryAsync(name, DnsType.A, default)).Outcome);
        Assert.Equal(0, server.Questions);
    }

    [Fact]
    public async Task Aliases_are_followed_to_their_end()
    {
        await using var server = new LocalDnsServer(Zone);
        var dns = Resolver(server);
        Assert.Equal(2, (await dns.QueryAsync("www.example.com", DnsType.A, default)).Records.Count);
        Assert.Equal(DnsOutcome.NxDomain, (await dns.QueryAsync("dangling.example.com", DnsType.A, default)).Outcome);
        Assert.Equal(DnsOutcome.NoData, (await dns.QueryAsync("typeless.example.com", DnsType.A, default)).Outcome);
        Assert.Equal(DnsOutcome.TemporaryFailure, (await dns.QueryAsync("loop1.example.com", DnsType.A, default)).Outcome);
    }

    [Fact]
    public async Task A_server_that_does_not_follow_aliases_is_asked_again_but_not_for_ever()
    {
        // Each answer is one alias to a fresh name.
        var number = 0;
        var zone = new WireZone();
        await using var server = new LocalDnsServer((query, _) =>
        {
            var (name, _, end) = WireZone.Question(query);
            return [WireZone.Message(query, end, 0, [zone.Record(name, 5, WireZone.Name($"n{number++}.example.com"))], [])];
        });
        Assert.Equal(DnsOutcome.TemporaryFailure, (await Resolver(server).QueryAsync("start.example.com", DnsType.A, default)).Outcome);
        Assert.InRange(server.Questions, 5, DnsResolver.MaxAliases + 1);
    }

    [Fact]
    public async Task The_next_server_is_asked_when_one_fails()
    {
        await using var lame = new LocalDnsServer(new WireZone().Fail("example.com", 5));
        await using var silent = new LocalDnsServer((_, _) => []);
        await using var good = new LocalDnsServer(Zone);
        var dns = new DnsResolver(new DnsOptions { Servers = [lame.EndPoint, silent.EndPoint, good.EndPoint], Timeout = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);
        Assert.Equal(DnsOutcome.Records, (await dns.QueryAsync("example.com", DnsType.A, default)).Outcome);
        Assert.Equal((1, 1, 1), (lame.Questions, silent.Questions, good.Questions));
    }

    [Fact]
    public async Task A_lost_datagram_is_sent_again()
    {
        var lost = 1;
        await using var server = new LocalDnsServer((query, _) => lost-- > 0 ? [] : [Zone.Answer(query)!]);
        Assert.Equal(DnsOutcome.Records, (await Resolver(server).QueryAsync("example.com", DnsType.A, default)).Outcome);
    }

    [Fact]
    public async Task A_closed_port_is_a_failure_at_once()
    {
        var server = new LocalDnsServer(Zone);
        await server.DisposeAsync();
        var watch = Stopwatch.StartNew();
        var dns = new DnsResolver(new DnsOptions { Servers = [server.EndPoint], Timeout = TimeSpan.FromSeconds(20) }, TimeProvider.System);
        Assert.Equal(DnsOutcome.TemporaryFailure, (await dns.QueryAsync("example.com", DnsType.A, default)).Outcome);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_heard()
    {
        await using var server = new LocalDnsServer((_, _) => []);
        using var given = new CancellationTokenSource(50);
        var dns = new DnsResolver(new DnsOptions { Servers = [server.EndPoint], Timeout = TimeSpan.FromSeconds(20) }, TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await dns.QueryAsync("example.com", DnsType.A, given.Token));
    }

    [Fact]
    public async Task A_cut_answer_is_fetched_by_TCP()
    {
        var text = new string('x', 3_000);
        var zone = new WireZone($"big.example.com TXT {text}");
        await using var server = new LocalDnsServer((query, tcp) =>
            [tcp ? zone.Answer(query)! : WireZone.Message(query, WireZone.Question(query).End, 0, [], [], truncated: true)]);
        Assert.Equal(text, Single<TxtRecord>(await Resolver(server).QueryAsync("big.example.com", DnsType.Txt, default)).Text);
        Assert.Equal(2, server.Questions);
    }

    [Fact]
    public async Task A_server_without_EDNS_is_asked_without()
    {
        await using var server = new LocalDnsServer((query, _) => query[11] == 1 ? [[query[0], query[1], 0x81, 0x81, .. new byte[8]]] : [Zone.Answer(query)!]);
        Assert.Equal(DnsOutcome.Records, (await Resolver(server).QueryAsync("example.com", DnsType.A, default)).Outcome);
    }

    [Fact]
    public async Task Ids_and_ports_cannot_be_guessed_from_the_last_ones()
    {
        var ids = new HashSet<int>();
        await using var server = new LocalDnsServer((query, _) =>
        {
            ids.Add((query[0] << 8) | query[1]);
            return [Zone.Answer(query)!];
        });
        var dns = new DnsResolver(new DnsOptions { Servers = [server.EndPoint], CacheSize = 0 }, TimeProvider.System);
        for (var i = 0; i < 50; i++)
        {
            await dns.QueryAsync("example.com", DnsType.A, default);
        }

        Assert.True(ids.Count > 45, $"{ids.Count} ids");
        Assert.True(server.Ports.Count > 40, $"{server.Ports.Count} ports");
        Assert.Contains(ids.Order().Zip(ids.Order().Skip(1)), pair => pair.Second - pair.First > 256);
    }

    internal static DnsResolver Resolver(LocalDnsServer server) =>
        new(new DnsOptions { Servers = [server.EndPoint], Timeout = TimeSpan.FromMilliseconds(400) }, TimeProvider.System);

    private static TRecord Single<TRecord>(DnsAnswer answer)
        where TRecord : DnsRecord
    {
        Assert.True(answer.Outcome == DnsOutcome.Records, answer.ToString());
        return Assert.IsType<TRecord>(Assert.Single(answer.Records));
    }
}
