using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Mail.Dns;
using Moderation.Mail.Published;
using Moderation.Mail.Smtp;
using Moderation.Review;
using Moderation.Web.Relay;
using Moderation.Web.Relay.Routes;

namespace Moderation.Web.Tests.Relay.Routes;

/// <summary>From the database to the servers of two providers, over a name server and sockets that are real.</summary>
public sealed class DirectDeliveryTests
{
    [Fact]
    public async Task A_provider_that_asks_for_less_gets_less_and_the_other_gets_all()
    {
        await using var slow = new WireServer(0, IPAddress.Parse("127.0.0.31"));
        await using var quick = new WireServer(slow.Port, IPAddress.Parse("127.0.0.32"));
        slow.OnRecipient = _ => "421 4.7.28 Our system has detected an unusual rate of unsolicited mail";
        await using var dns = new TestDns()
            .Mx("slow.example", 10, "mx.am0.yahoodns.net").Address("mx.am0.yahoodns.net", "127.0.0.31")
            // The first is away: the next in order takes the mail.
            .Mx("quick.example", 10, "away.hoster.example").Mx("quick.example", 20, "mx.hoster.example").Address("away.hoster.example", "127.0.0.33").Address("mx.hoster.example", "127.0.0.32")
            .Mx("none.example", 0, ".");
        await using var world = await StartAsync(dns, 12);
        await ReservationsTests.AddAsync(world, "127.0.0.30", PoolClass.New, null, slow.Port);
        await AddressAsync(world, i => i % 4 == 0 ? "slow.example" : i == 1 ? "none.example" : i == 2 ? "gone.example" : "quick.example");

        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(async () => await world.EngineAsync(db => db.ProviderStates.CountAsync()) == 1 && quick.Messages.Count == 7, "the quick one has its mail and the slow one is backed off from");

        Assert.Empty(slow.Messages);
        Assert.All(quick.Callers, from => Assert.Equal("127.0.0.30", from.ToString()));
        var state = await world.EngineAsync(db => db.ProviderStates.SingleAsync());
        Assert.Equal(("yahoo", 0.1, 30d), (state.Site, state.Rate, (state.Until - state.Since).TotalMinutes));
        Assert.Contains("unusual rate", state.Reply);
        await RelayWorld.UntilAsync(async () => (await world.ProgressAsync(campaign)) is { Accepted: 7, Refused: 2 }, "the outcomes are recorded");
        // No connection after connection while the provider wants to be left alone.
        Assert.InRange(slow.Callers.Count, 1, 3);
        Assert.Equal(["5.1.10", "5.1.2"], await world.EngineAsync(db => db.Database.SqlQuery<string>($"""select enhanced as "Value" from app.outcomes where kind = 2 order by enhanced collate "C" """).ToListAsync()));

        // When its time is over it gets its mail.
        slow.OnRecipient = _ => null;
        world.App.Clock.Advance(TimeSpan.FromMinutes(31));
        await RelayWorld.UntilAsync(
            async () =>
            {
                await world.EngineAsync(db => db.Database.ExecuteSqlAsync($"update app.delivery_chunks set next_at = now() where state = 0"));
                return slow.Messages.Count == 3;
            },
            "the slow one takes its mail");
        await world.UntilAsync(campaign, CampaignState.Sent);
        Assert.Equal(10, slow.Messages.Concat(quick.Messages).Select(message => message.To).Distinct().Count());
    }

    [Fact]
    public async Task A_back_off_hangs_up_on_nobody_who_still_owes_an_answer()
    {
        await using var server = new WireServer(0, IPAddress.Parse("127.0.0.35")) { Delay = new SmtpTimeouts().Quit + TimeSpan.FromSeconds(2) };
        // While the first message is under way, the provider asks another connection for less.
        var asked = 0;
        server.OnRecipient = _ =>
        {
            if (Interlocked.Increment(ref asked) > 1)
            {
                return "421 4.7.28 Our system has detected an unusual rate of unsolicited mail";
            }

            SpinWait.SpinUntil(() => Volatile.Read(ref asked) > 1, TimeSpan.FromSeconds(10));
            Thread.Sleep(500);
            return null;
        };
        await using var dns = new TestDns().Mx("slow.example", 10, "mx1.comcast.net").Address("mx1.comcast.net", "127.0.0.35");
        await using var world = await StartAsync(dns, 12);
        await ReservationsTests.AddAsync(world, "127.0.0.34", PoolClass.New, null, server.Port);
        await AddressAsync(world, _ => "slow.example");

        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(async () => (await world.ProgressAsync(campaign)).Accepted == 1 && await world.EngineAsync(db => db.ProviderStates.AnyAsync()), "the late answer is heard");

        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task A_warm_up_sends_its_hour_and_leaves_the_rest_for_the_next()
    {
        await using var server = new WireServer(0, IPAddress.Parse("127.0.0.41"));
        await using var dns = new TestDns().Mx("readers.example", 10, "mx.readers.example").Address("mx.readers.example", "127.0.0.41");
        await using var world = await StartAsync(dns, 50);
        await ReservationsTests.AddAsync(world, "127.0.0.40", PoolClass.New, DateOnly.FromDateTime(world.App.Clock.GetUtcNow().UtcDateTime), server.Port);
        await world.EngineAsync(db => db.Database.ExecuteSqlAsync(
            $"""
            insert into app.contact_activity (account_id, contact_id, last_clicked_at, mailings_since) select account_id, id, now(), 0 from app.contacts where email like 'reader4_@%'
            """));

        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(server.Messages.Count >= 20), "the first hour's mail has left");
        await RelayWorld.UntilAsync(async () => (await world.ProgressAsync(campaign)).Accepted == 20, "it is recorded");
        Assert.Equal(20, server.Messages.Count);
        // Whoever pressed something stands in front.
        Assert.Equal(10, server.Messages.Count(message => message.To.StartsWith("reader4", StringComparison.Ordinal) && message.To.Length == "reader40@readers.example".Length));
        var next = await world.EngineAsync(db => db.Database.SqlQuery<DateTimeOffset>($"""select next_at as "Value" from app.delivery_chunks where state = 0""").SingleAsync());
        Assert.Equal((0, 0), (next.Minute, next.Second));

        world.App.Clock.Advance(next - world.App.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        await world.EngineAsync(db => db.Database.ExecuteSqlAsync($"update app.delivery_chunks set next_at = now() where state = 0"));
        await RelayWorld.UntilAsync(async () => (await world.ProgressAsync(campaign)).Accepted >= 40, "the second hour's mail has left");
        Assert.Equal(server.Messages.Count, server.Messages.Select(message => message.To).Distinct().Count());
    }

    [Fact]
    public async Task A_domain_that_enforces_encryption_gets_nothing_in_clear()
    {
        await using var server = new WireServer(0, IPAddress.Parse("127.0.0.51"));
        await using var dns = new TestDns()
            .Mx("named.example", 10, "mx.named.example").Address("mx.named.example", "127.0.0.51").Txt("_mta-sts.named.example", "v=STSv1; id=1")
            .Mx("other.example", 10, "mx.elsewhere.example").Address("mx.elsewhere.example", "127.0.0.51").Txt("_mta-sts.other.example", "v=STSv1; id=1")
            .Mx("plain.example", 10, "mx.plain.example").Address("mx.plain.example", "127.0.0.51");
        var resolver = new DnsResolver(new DnsOptions { Servers = [IPEndPoint.Parse(dns.EndPoint)] }, TimeProvider.System);
        var policies = new StsPolicies(resolver, new Policies(), TimeProvider.System);
        var shaping = new ShapingOptions { PrivateReceivers = true };
        var receivers = await new Receivers(resolver, shaping).OfAsync(["named.example", "other.example", "plain.example"], CancellationToken.None);

        async Task<DirectOutlet> OutletAsync(string domain, bool privately = true)
        {
            var route = new MailRoute { Name = "Direct", Kind = RouteKind.Direct, Port = server.Port, CreatedAt = DateTimeOffset.UnixEpoch };
            var ip = new SendingIp { RouteId = route.Id, Address = IPAddress.Parse("127.0.0.50"), Pool = PoolClass.New };
            var options = shaping with { PrivateReceivers = privately };
            var gate = new SiteGate(ip.Id, domain, Provider.Other, options, null!, TimeProvider.System, NullLogger.Instance);
            var way = new DirectWay(new RoutedIp(route, ip), receivers[domain].Hosts, await policies.EnforcedAsync(domain, CancellationToken.None), "relay.example");
            return new DirectOutlet(way, gate, resolver, options, new RelayOptions { HelloName = "relay.example" }, TimeProvider.System);
        }

        // The server offers no STARTTLS.
        Assert.Contains("STARTTLS", (await Assert.ThrowsAsync<SmtpConnectException>(async () => await (await OutletAsync("named.example")).ConnectAsync(CancellationToken.None))).Message);
        Assert.Contains("MTA-STS", (await Assert.ThrowsAsync<SmtpConnectException>(async () => await (await OutletAsync("other.example")).ConnectAsync(CancellationToken.None))).Message);
        await using (await (await OutletAsync("plain.example")).ConnectAsync(CancellationToken.None))
        {
        }

        // A stranger's domain does not lead into our network.
        Assert.Contains("no address", (await Assert.ThrowsAsync<SmtpConnectException>(async () => await (await OutletAsync("plain.example", privately: false)).ConnectAsync(CancellationToken.None))).Message);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task A_smart_host_reads_the_pool_in_a_header()
    {
        await using var world = await RelayWorld.StartAsync(3, ("Relay:Shaping:KeepRoutes", "00:00:00"));
        await world.EngineAsync(async db =>
        {
            var route = new MailRoute { Name = "Engine", Kind = RouteKind.SmartHost, Host = "127.0.0.1", Port = world.Route.Port, Tls = "None", PoolHeader = "X-Pool", CreatedAt = DateTimeOffset.UnixEpoch };
            db.AddRange(route, new SendingIp { RouteId = route.Id, Address = IPAddress.Parse("192.0.2.7"), Pool = PoolClass.New, PoolName = "new-7" });
            return await db.SaveChangesAsync();
        });
        await world.UntilAsync(await world.SendAsync(), CampaignState.Sent);
        Assert.All(world.Route.Messages, message => Assert.Equal("new-7", message.Header("X-Pool")));
        Assert.Equal(3, await world.EngineAsync(db => db.IpBudgets.SumAsync(budget => budget.Taken)));
    }

    [Fact]
    public async Task An_approval_that_names_a_class_is_sent_from_it_and_waits_while_none_of_its_addresses_may_send()
    {
        await using var world = await RelayWorld.StartAsync(3, ("Relay:Shaping:KeepRoutes", "00:00:00"));
        Guid quarantine = default;
        await world.EngineAsync(async db =>
        {
            var route = new MailRoute { Name = "Engine", Kind = RouteKind.SmartHost, Host = "127.0.0.1", Port = world.Route.Port, Tls = "None", PoolHeader = "X-Pool", CreatedAt = DateTimeOffset.UnixEpoch };
            var any = new MailRoute { Name = "Without addresses", Kind = RouteKind.SmartHost, Host = "127.0.0.1", Port = world.Route.Port, Tls = "None", CreatedAt = DateTimeOffset.UnixEpoch };
            var poor = new SendingIp { RouteId = route.Id, Address = IPAddress.Parse("192.0.2.8"), Pool = PoolClass.Quarantine, PoolName = "poor-8" };
            db.AddRange(route, any, new SendingIp { RouteId = route.Id, Address = IPAddress.Parse("192.0.2.7"), Pool = PoolClass.New, PoolName = "new-7" }, poor);
            quarantine = poor.Id;
            return await db.SaveChangesAsync();
        });

        await world.UntilAsync(await world.SendAsync(new Conditions { Pool = PoolClass.Quarantine }), CampaignState.Sent);
        Assert.Equal(3, world.Route.Messages.Count);
        Assert.All(world.Route.Messages, message => Assert.Equal("poor-8", message.Header("X-Pool")));

        await world.EngineAsync(async db =>
        {
            (await db.SendingIps.SingleAsync(ip => ip.Id == quarantine)).Stop("listed", DateTimeOffset.UnixEpoch);
            return await db.SaveChangesAsync();
        });
        await world.SendAsync(new Conditions { Pool = PoolClass.Quarantine });
        await RelayWorld.UntilAsync(
            () => world.EngineAsync(db => db.Database.SqlQuery<bool>($"""select exists (select from app.delivery_chunks where state = 0 and next_at > now()) as "Value" """).SingleAsync()), "it waits");
        Assert.Equal(3, world.Route.Messages.Count);
    }

    private static Task<RelayWorld> StartAsync(TestDns dns, int contacts) =>
        RelayWorld.StartAsync(contacts, ("Checks:Resolvers:0", dns.EndPoint), ("Relay:Shaping:PrivateReceivers", "true"), ("Relay:Shaping:Providers:yahoo:Connections", "1"), ("Relay:Shaping:KeepRoutes", "00:00:00"));

    private static Task AddressAsync(RelayWorld world, Func<int, string> domain) => world.EngineAsync(async db =>
    {
        for (var i = 1; i <= 12; i++)
        {
            var (old, email) = ($"reader{i}@readers.example", $"reader{i}@{domain(i)}");
            await db.Database.ExecuteSqlAsync($"update app.contacts set email = {email}, email_key = {email} where email_key = {old}");
        }

        return true;
    });

    private sealed class Policies : IPolicySource
    {
        public ValueTask<FetchedPolicy> FetchAsync(Uri address, CancellationToken ct) =>
            ValueTask.FromResult(FetchedPolicy.Of("version: STSv1\nmode: enforce\nmx: mx.named.example\nmax_age: 86400\n"));
    }
}
