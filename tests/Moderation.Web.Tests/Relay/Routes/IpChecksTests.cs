using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Delivery;
using Moderation.Web.Relay.Routes;

namespace Moderation.Web.Tests.Relay.Routes;

public sealed class IpChecksTests
{
    [Fact]
    public async Task An_address_that_becomes_listed_stops_with_the_list_and_its_page_and_does_not_go_on_by_itself()
    {
        await using var dns = new TestDns().Address("2.0.0.127.zen.spamhaus.org", "127.0.0.2").Ptr("5.2.0.192.in-addr.arpa", "mta5.provider.example").Address("mta5.provider.example", "192.0.2.5");
        await using var world = await StartAsync(dns);
        await ReservationsTests.AddAsync(world, "192.0.2.5", PoolClass.Established, null);
        await ReservationsTests.AddAsync(world, "192.0.2.6", PoolClass.Established, null);

        await LookAsync(world);
        var fine = await IpAsync(world, "192.0.2.5");
        Assert.Equal(("mta5.provider.example", true, false), (fine.PtrName, fine.PtrLeadsBack, fine.IsListed));
        Assert.Null(fine.StoppedAt);
        Assert.Equal(["192.0.2.5"], (await UsableAsync(world)).Select(one => one.Ip.Address.ToString()));
        Assert.Equal(false, (await IpAsync(world, "192.0.2.6")).PtrLeadsBack);

        dns.Address("5.2.0.192.zen.spamhaus.org", "127.0.0.3");
        world.App.Clock.Advance(TimeSpan.FromHours(2));
        await LookAsync(world);
        var listed = await IpAsync(world, "192.0.2.5");
        Assert.Contains("Spamhaus ZEN", listed.StoppedWhy);
        Assert.Contains("https://check.spamhaus.org/", listed.StoppedWhy);
        Assert.Empty(await UsableAsync(world));
        Assert.Equal("ip.stopped", await world.EngineAsync(db => db.PlatformEntries.OrderByDescending(entry => entry.Position).Select(entry => entry.Action).FirstAsync()));

        dns.Remove("5.2.0.192.zen.spamhaus.org");
        world.App.Clock.Advance(TimeSpan.FromHours(2));
        await LookAsync(world);
        var off = await IpAsync(world, "192.0.2.5");
        Assert.False(off.IsListed);
        Assert.NotNull(off.StoppedAt);
    }

    [Fact]
    public async Task A_list_that_does_not_answer_leaves_an_address_unchecked_and_unused()
    {
        await using var dns = new TestDns().Ptr("5.2.0.192.in-addr.arpa", "mta5.provider.example").Address("mta5.provider.example", "192.0.2.5");
        await using var world = await StartAsync(dns);
        await ReservationsTests.AddAsync(world, "192.0.2.5", PoolClass.Established, null);
        Assert.Empty(await UsableAsync(world));

        // Its test entry is missing: a dead list lists nothing, which proves nothing.
        await LookAsync(world);
        Assert.Null((await IpAsync(world, "192.0.2.5")).IsListed);
        Assert.Empty(await UsableAsync(world));
    }

    private static Task<RelayWorld> StartAsync(TestDns dns) =>
        RelayWorld.StartAsync(0, ("Checks:Network", "true"), ("Checks:Blocklists", "true"), ("Checks:Resolvers:0", dns.EndPoint), ("Relay:Shaping:KeepRoutes", "00:00:00"));

    private static async Task LookAsync(RelayWorld world)
    {
        await using var scope = world.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IpChecks>().RunAsync(CancellationToken.None);
    }

    private static Task<SendingIp> IpAsync(RelayWorld world, string address)
    {
        var wanted = IPAddress.Parse(address);
        return world.EngineAsync(db => db.SendingIps.AsNoTracking().SingleAsync(ip => ip.Address.Equals(wanted)));
    }

    private static async Task<IReadOnlyList<RoutedIp>> UsableAsync(RelayWorld world) => (await world.Services.GetRequiredService<RouteTable>().ReadAsync(CancellationToken.None)).Ips;
}
