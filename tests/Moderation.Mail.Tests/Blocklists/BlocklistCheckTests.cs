using System.Net;
using Moderation.Campaigns;
using Moderation.Mail.Blocklists;
using Moderation.Mail.Dns;
using Moderation.Mail.Tests.Dns;

namespace Moderation.Mail.Tests.Blocklists;

public sealed class BlocklistCheckTests
{
    private static readonly Blocklist Dbl = Blocklist.SpamhausDbl;
    private static readonly Blocklist Surbl = Blocklist.SurblMulti;
    private static readonly Blocklist Uribl = Blocklist.UriblMulti;
    private static readonly Blocklist Zen = Blocklist.SpamhausZen;

    [ProgramFact(Rbldnsd.Program, "rbldnsd")]
    public async Task A_real_list_server_is_asked_about_domains()
    {
        using var server = await Rbldnsd.StartAsync(
            (Dbl.Zone, "dnset", "TEST :127.0.1.2:test\n.phish.example :127.0.1.4:phish\nnew.example :127.0.1.77:new\n"),
            (Surbl.Zone, "dnset", "test.surbl.org :127.0.0.254:test\n.phish.example :127.0.0.72:phish and abuse\n"),
            (Uribl.Zone, "dnset", "test.uribl.com :127.0.0.14:test\ngrey.example :127.0.0.4:grey\n"));
        var check = new BlocklistCheck(server.Resolver, Blocklist.Usual, TimeProvider.System);

        var facts = await check.DomainsAsync(["phish.example", "good.example", "grey.example", "new.example", "bücher.example"], default);

        Assert.Equal(
            [
                new Listing("Spamhaus DBL", "127.0.1.4", "phishing", new Uri("https://check.spamhaus.org/results/?query=phish.example")),
                new Listing("SURBL", "127.0.0.72", "phishing", new Uri("https://surbl.org/surbl-analysis?domain=phish.example")),
                new Listing("SURBL", "127.0.0.72", "abuse", new Uri("https://surbl.org/surbl-analysis?domain=phish.example")),
            ],
            facts["phish.example"].Value);
        Assert.Empty(facts["good.example"].Value);
        Assert.Equal("mail that was not asked for (grey)", Assert.Single(facts["grey.example"].Value).Meaning);
        Assert.Equal("for a reason that its owner explains", Assert.Single(facts["new.example"].Value).Meaning);
        Assert.Empty(facts["bücher.example"].Value);
    }

    [ProgramFact(Rbldnsd.Program, "rbldnsd")]
    public async Task A_real_list_server_is_asked_about_addresses()
    {
        using var server = await Rbldnsd.StartAsync(
            (Zen.Zone, "ip4set", "127.0.0.2 :127.0.0.2:test\n192.0.2.66 :127.0.0.4:xbl\n198.51.100.0/24 :127.0.0.10:pbl\n"),
            (Zen.Zone, "ip6trie", "2001:db8:bad::/64 :127.0.0.3:css\n"));
        var check = new BlocklistCheck(server.Resolver, [Zen], TimeProvider.System);

        Assert.Equal("XBL: an infected or hijacked machine", Assert.Single((await check.AddressAsync(IPAddress.Parse("192.0.2.66"), default)).Value).Meaning);
        Assert.Equal("127.0.0.10", Assert.Single((await check.AddressAsync(IPAddress.Parse("198.51.100.7"), default)).Value).Answer);
        Assert.Equal("127.0.0.3", Assert.Single((await check.AddressAsync(IPAddress.Parse("2001:db8:bad::1"), default)).Value).Answer);
        Assert.Empty((await check.AddressAsync(IPAddress.Parse("192.0.2.67"), default)).Value);
        Assert.Empty((await check.AddressAsync(IPAddress.Parse("2001:db8::1"), default)).Value);
        Assert.Equal("https://check.spamhaus.org/results/?query=192.0.2.66", (await check.AddressAsync(IPAddress.Parse("::ffff:192.0.2.66"), default)).Value[0].Delisting.AbsoluteUri);
    }

    [ProgramFact(Rbldnsd.Program, "rbldnsd")]
    public async Task A_stopped_list_server_leaves_all_unknown()
    {
        DnsResolver dns;
        using (var server = await Rbldnsd.StartAsync((Dbl.Zone, "dnset", "TEST :127.0.1.2:test\n")))
        {
            dns = server.Resolver;
        }

        var fact = await new BlocklistCheck(dns, [Dbl], TimeProvider.System).DomainAsync("good.example", default);

        Assert.False(fact.IsKnown);
        Assert.StartsWith("Spamhaus DBL could not be asked: ", fact.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_lists_the_world_is_unknown_and_never_listed_nor_clean()
    {
        var zone = Good(Dbl).Address($"INVALID.{Dbl.Zone}", "127.0.1.2").Address($"good.example.{Dbl.Zone}", "127.0.1.2");
        var fact = await Check(zone, Dbl).DomainAsync("good.example", default);

        Assert.Equal("Spamhaus DBL is not believed: it lists INVALID, so it lists everything", fact.Why);
    }

    [Fact]
    public async Task A_list_that_lists_nothing_is_unknown()
    {
        var fact = await Check(new MemoryZone().Exists(Zen.Zone), Zen).AddressAsync(IPAddress.Parse("192.0.2.1"), default);

        Assert.Equal("Spamhaus ZEN is not believed: it does not list 2.0.0.127, so it lists nothing", fact.Why);
    }

    [Theory]
    [InlineData("127.255.255.252", "the name of the list is misspelled")]
    [InlineData("127.255.255.254", "it does not answer public name servers")]
    [InlineData("127.255.255.255", "it was asked too often")]
    [InlineData("127.255.255.1", "it reports an error")]
    [InlineData("127.0.1.255", "it was asked about an address")]
    [InlineData("127.0.0.1", "which is no listing")]
    [InlineData("203.0.113.9", "which no list says")]
    public async Task An_error_is_unknown_and_never_a_listing(string answer, string why)
    {
        var fact = await Check(Good(Dbl).Address($"a.example.{Dbl.Zone}", answer), Dbl).DomainAsync("a.example", default);

        Assert.False(fact.IsKnown);
        Assert.Contains(why, fact.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SURBL")]
    [InlineData("URIBL")]
    public async Task A_blocked_question_is_unknown(string name)
    {
        var list = Blocklist.Usual.First(one => one.Name == name);
        var fact = await Check(Good(list).Address($"a.example.{list.Zone}", "127.0.0.1"), list).DomainAsync("a.example", default);

        Assert.Equal($"{name} gave no answer: it blocks questions from this name server (127.0.0.1)", fact.Why);
    }

    [Fact]
    public async Task An_error_at_the_test_itself_names_the_error()
    {
        var zone = new MemoryZone().Address($"TEST.{Dbl.Zone}", "127.255.255.254").Address($"INVALID.{Dbl.Zone}", "127.255.255.254");

        Assert.Contains("public name servers", (await Check(zone, Dbl).DomainAsync("a.example", default)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_silent_list_leaves_a_clean_domain_unknown_and_a_listed_one_listed()
    {
        var zone = Good(Dbl).Address($"bad.example.{Dbl.Zone}", "127.0.1.5").Fail($"INVALID.{Uribl.Zone}");
        var facts = await Check(zone, Dbl, Uribl).DomainsAsync(["bad.example", "good.example"], default);

        Assert.Equal("malware", Assert.Single(facts["bad.example"].Value).Meaning);
        Assert.StartsWith("URIBL could not be asked", facts["good.example"].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_holds_for_an_hour_and_a_silence_does_not()
    {
        var clock = new HandClock();
        var zone = Good(Dbl).Fail($"INVALID.{Dbl.Zone}");
        var check = new BlocklistCheck(zone, [Dbl], clock);
        Assert.False((await check.DomainAsync("a.example", default)).IsKnown);

        zone = Good(Dbl);
        check = new BlocklistCheck(zone, [Dbl], clock);
        for (var i = 0; i < 3; i++)
        {
            Assert.Empty((await check.DomainAsync($"a{i}.example", default)).Value);
        }

        Assert.Single(zone.Asked, asked => asked.Name == $"INVALID.{Dbl.Zone}");
        clock.Now += TimeSpan.FromMinutes(59);
        await check.DomainAsync("b.example", default);
        Assert.Single(zone.Asked, asked => asked.Name == $"INVALID.{Dbl.Zone}");
        clock.Now += TimeSpan.FromMinutes(2);
        zone.Address($"INVALID.{Dbl.Zone}", "127.0.1.2");
        Assert.False((await check.DomainAsync("b.example", default)).IsKnown);
    }

    [Fact]
    public async Task After_a_silence_the_list_is_tested_again()
    {
        var zone = Good(Dbl);
        var flaky = new Flaky(zone);
        var check = new BlocklistCheck(flaky, [Dbl], TimeProvider.System);

        Assert.False((await check.DomainAsync("a.example", default)).IsKnown);
        Assert.True((await check.DomainAsync("a.example", default)).IsKnown);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    [InlineData("localhost")]
    [InlineData("")]
    public async Task Lists_of_domains_are_not_asked_about_what_is_none(string name)
    {
        var zone = Good(Dbl);

        Assert.False((await Check(zone, Dbl).DomainAsync(name, default)).IsKnown);
        Assert.Empty(zone.Asked);
    }

    [Fact]
    public async Task Without_a_list_nothing_is_known()
    {
        var check = Check(new MemoryZone(), Zen);

        Assert.False(check.AsksDomains);
        Assert.True(check.AsksAddresses);
        Assert.Equal("no blocklist is configured", (await check.DomainAsync("a.example", default)).Why);
    }

    private static BlocklistCheck Check(MemoryZone zone, params Blocklist[] lists) => new(zone, lists, TimeProvider.System);

    private static MemoryZone Good(Blocklist list) => new MemoryZone().Address($"{list.ListedTests[0]}.{list.Zone}", list.IsMask ? "127.0.0.14" : "127.0.1.2");

    private sealed class HandClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Flaky(MemoryZone zone) : IDnsResolver
    {
        private int _asked;

        public ValueTask<DnsAnswer> QueryAsync(string name, DnsType type, CancellationToken ct) =>
            _asked++ == 0 ? ValueTask.FromResult(DnsAnswer.Failed("The server is silent.")) : zone.QueryAsync(name, type, ct);
    }
}
