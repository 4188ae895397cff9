using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Delivery;
using Moderation.Web.Relay.Routes;

namespace Moderation.Web.Tests.Relay.Routes;

/// <summary>The budgets in a real database, with two nodes at once and a clock that the test moves.</summary>
public sealed class ReservationsTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly Provider Google = Provider.Known[0];
    private static readonly Provider Yahoo = Provider.Known[1];

    [Fact]
    public async Task Two_nodes_at_once_never_pass_an_hour_or_a_providers_day_and_overflow_goes_to_the_warm_address()
    {
        await using var world = await RelayWorld.NewAsync();
        Reservations[] nodes = [world.StartNode(("Roles", "Relay")).Services.GetRequiredService<Reservations>(), world.StartNode(("Roles", "Relay")).Services.GetRequiredService<Reservations>()];
        var warming = await AddAsync(world, "127.0.0.5", PoolClass.New, DateOnly.FromDateTime(Begin.UtcDateTime));
        var warm = await AddAsync(world, "127.0.0.6", PoolClass.New, null);
        Guid[] both = [warming, warm];
        var (asked, granted) = (0, 0);
        for (var hour = 0; hour < 30; hour++)
        {
            var now = Begin.AddHours(hour);
            var allocations = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() =>
                nodes[i % 2].TakeAsync([new("google", Google, 15), new("yahoo", Yahoo, 5)], PoolClass.New, both, now, CancellationToken.None))));
            asked += 6 * 20;
            granted += allocations.Sum(one => one.Granted.Sum(grant => grant.Count));

            var day = now.UtcDateTime.Date == Begin.UtcDateTime.Date ? 0 : 1;
            var taken = await world.EngineAsync(db => db.IpBudgets.AsNoTracking().Where(budget => budget.IpId == warming).ToListAsync());
            var ofHour = taken.Where(budget => budget.Hour == now).Sum(budget => budget.Taken);
            // Enough was wanted: the hour is full to the message, or the provider's day is.
            Assert.InRange(ofHour, 1, WarmUpPlan.Default.HourlyOn(day)!.Value);
            Assert.All(new[] { "google", "yahoo" }, provider =>
                Assert.InRange(taken.Where(budget => budget.Provider == provider && budget.Hour.UtcDateTime.Date == now.UtcDateTime.Date).Sum(budget => budget.Taken), 0, WarmUpPlan.Default.DailyToProviderOn(day)!.Value));
        }

        Assert.Equal(asked, granted);
        var all = await world.EngineAsync(db => db.IpBudgets.SumAsync(budget => budget.Taken));
        Assert.Equal(granted, all);
        Assert.Equal(asked, all);
    }

    [Fact]
    public async Task A_stopped_address_gets_nothing_and_a_back_off_holds_on_every_node()
    {
        await using var world = await RelayWorld.NewAsync();
        var one = world.StartNode(("Roles", "Relay")).Services.GetRequiredService<Reservations>();
        var other = world.StartNode(("Roles", "Relay")).Services.GetRequiredService<Reservations>();
        var ip = await AddAsync(world, "127.0.0.5", PoolClass.Established, null);
        Task<Allocation> TakeAsync(Reservations node, DateTimeOffset now) =>
            node.TakeAsync([new("google", Google, 100), new("yahoo", Yahoo, 100)], PoolClass.Established, [ip], now, CancellationToken.None);
        Assert.Equal(200, (await TakeAsync(one, Begin)).Granted.Sum(grant => grant.Count));

        var asked = BackOffRules.Default.Read(Google, 421, "4.7.28", "unusual rate")!;
        await one.BackOffAsync(ip, "google", Google, asked, "421 4.7.28 unusual rate", Begin.AddMinutes(5), CancellationToken.None);
        var allocation = await TakeAsync(other, Begin.AddMinutes(35).AddSeconds(-1));
        // A tenth of the 100 of the hour before, for half an hour.
        Assert.Equal([("google", 4), ("yahoo", 100)], allocation.Granted.Select(grant => (grant.Site, grant.Count)));
        Assert.Equal(96, Assert.Single(allocation.PutOff).Count);
        var later = await TakeAsync(other, Begin.AddMinutes(36));
        Assert.Empty(later.PutOff);

        await world.EngineAsync(async db =>
        {
            (await db.SendingIps.SingleAsync()).Stop("Listed by a list.", Begin);
            return await db.SaveChangesAsync();
        });
        Assert.Empty((await TakeAsync(one, Begin.AddMinutes(37))).Granted);
    }

    /// <summary>An address of a new direct route.</summary>
    internal static Task<Guid> AddAsync(RelayWorld world, string address, PoolClass pool, DateOnly? warmUp, int port = 25) => world.EngineAsync(async db =>
    {
        var route = new MailRoute { Name = address, Kind = RouteKind.Direct, Port = port, CreatedAt = Begin };
        var ip = new SendingIp { RouteId = route.Id, Address = IPAddress.Parse(address), Pool = pool, WarmUpStarted = warmUp };
        db.AddRange(route, ip);
        await db.SaveChangesAsync();
        return ip.Id;
    });
}
