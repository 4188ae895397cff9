using Moderation.Mail.Dns;

namespace Moderation.Mail.Tests.Dns;

public sealed class DnsCacheTests
{
    private readonly Clock _clock = new();

    [Fact]
    public async Task An_answer_is_kept_as_long_as_it_says()
    {
        await using var server = new LocalDnsServer(new WireZone("example.com A 192.0.2.1") { TimeToLive = 30 });
        var dns = Resolver(server);
        await dns.QueryAsync("example.com", DnsType.A, default);
        _clock.Now += TimeSpan.FromSeconds(29);
        await dns.QueryAsync("Example.COM.", DnsType.A, default);
        Assert.Equal(1, server.Questions);
        _clock.Now += TimeSpan.FromSeconds(1);
        await dns.QueryAsync("example.com", DnsType.A, default);
        Assert.Equal(2, server.Questions);
    }

    [Theory]
    [InlineData(DnsOutcome.NxDomain, "gone.example.org")]
    [InlineData(DnsOutcome.NoData, "example.com")]
    public async Task An_absence_is_kept_as_long_as_the_SOA_says(DnsOutcome outcome, string name)
    {
        await using var server = new LocalDnsServer(new WireZone("example.com A 192.0.2.1") { TimeToLive = 3600, SoaMinimum = 20 });
        var dns = Resolver(server);
        Assert.Equal(outcome, (await dns.QueryAsync(name, DnsType.Mx, default)).Outcome);
        _clock.Now += TimeSpan.FromSeconds(19);
        Assert.Equal(outcome, (await dns.QueryAsync(name, DnsType.Mx, default)).Outcome);
        Assert.Equal(1, server.Questions);
        _clock.Now += TimeSpan.FromSeconds(1);
        await dns.QueryAsync(name, DnsType.Mx, default);
        Assert.Equal(2, server.Questions);
    }

    [Fact]
    public async Task Failures_absences_without_SOA_and_answers_for_zero_seconds_are_not_kept()
    {
        await using var server = new LocalDnsServer(new WireZone("now.example A 192.0.2.1") { TimeToLive = 0, HasSoa = false }.Fail("servfail.example", 2));
        var dns = Resolver(server);
        foreach (var name in (string[])["now.example", "gone.example.org", "servfail.example"])
        {
            await dns.QueryAsync(name, DnsType.A, default);
            var before = server.Questions;
            await dns.QueryAsync(name, DnsType.A, default);
            Assert.True(server.Questions > before, name);
        }
    }

    [Fact]
    public void Many_names_do_not_grow_it()
    {
        var cache = new DnsCache(100, _clock);
        for (var i = 0; i < 10_000; i++)
        {
            cache.Keep($"n{i}.example", DnsType.A, DnsAnswer.NxDomain, TimeSpan.FromSeconds(i));
        }

        Assert.InRange(Enumerable.Range(0, 10_000).Count(i => cache.Find($"n{i}.example", DnsType.A) is not null), 50, 100);
    }

    private DnsResolver Resolver(LocalDnsServer server) => new(new DnsOptions { Servers = [server.EndPoint] }, _clock);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
