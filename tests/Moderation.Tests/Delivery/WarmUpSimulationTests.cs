using System.Net;
using Moderation.Delivery;

namespace Moderation.Tests.Delivery;

/// <summary>Twenty-one days with a moved clock and random mail.</summary>
public sealed class WarmUpSimulationTests
{
    private const int Days = 21;
    private static readonly WarmUpPlan Plan = WarmUpPlan.Default;
    private static readonly DateTimeOffset Begin = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Provider[] Providers = [.. Provider.Known, Provider.Other];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_address_passes_its_hour_or_its_provider_and_the_rest_goes_to_the_warm_one_of_the_class(int seed)
    {
        var random = new Random(seed);
        var (first, second, warm, foreign) = (Ip(PoolClass.New, 0), Ip(PoolClass.New, -3), Ip(PoolClass.New, null), Ip(PoolClass.Established, null));
        var world = new World([first, second, warm, foreign]);
        long wanted = 0, granted = 0;
        for (var minute = 0; minute < Days * 24 * 60; minute += random.Next(1, 40))
        {
            var now = Begin.AddMinutes(minute);
            var load = Providers.Where(_ => random.Next(3) > 0).Select(provider => new Wanted(provider.Key, provider, random.Next(1, 2000))).ToList();
            wanted += load.Sum(one => one.Count);
            var allocation = world.Allocate(load, PoolClass.New, now);
            granted += allocation.Granted.Sum(one => one.Count);

            Assert.Empty(allocation.PutOff);
            world.AssertWithin(now);
            // A warm one gets only what the warming ones could not take.
            foreach (var overflow in allocation.Granted.Where(one => one.Ip == warm.Id))
            {
                Assert.All([first, second], ip => Assert.True(world.IsFull(ip, overflow.Provider, now)));
            }
        }

        Assert.Equal(wanted, granted);
        Assert.Equal(0, world.Total(foreign));
        Assert.All([first, second, warm], ip => Assert.True(world.Total(ip) > 0));
        // Enough came to fill the plan at every hour: growth shows.
        Assert.Equal(Plan.HourlyOn(20), world.BusiestHour(first));
    }

    [Fact]
    public void Without_a_warm_address_the_rest_waits_for_the_next_hour_or_day()
    {
        var world = new World([Ip(PoolClass.New, 0)]);
        var google = Providers[0];
        var allocation = world.Allocate([new Wanted(google.Key, google, 100)], PoolClass.New, Begin.AddMinutes(10));
        Assert.Equal(20, Assert.Single(allocation.Granted).Count);
        Assert.Equal((80, Begin.AddHours(1)), (Assert.Single(allocation.PutOff).Count, allocation.PutOff[0].Until));

        for (var hour = 1; hour < 10; hour++)
        {
            world.Allocate([new Wanted(google.Key, google, 100)], PoolClass.New, Begin.AddHours(hour));
        }

        Assert.Equal(200, world.Total(world.Ips[0]));
        Assert.Equal(Begin.AddDays(1), Assert.Single(world.Allocate([new Wanted(google.Key, google, 100)], PoolClass.New, Begin.AddHours(10)).PutOff).Until);
    }

    [Fact]
    public void An_address_that_becomes_listed_stops_and_the_rest_of_its_class_goes_on()
    {
        var (listed, other) = (Ip(PoolClass.Established, null), Ip(PoolClass.Established, null));
        var world = new World([listed, other]);
        var load = new[] { new Wanted("google", Providers[0], 100) };
        world.Allocate(load, PoolClass.Established, Begin);
        world.Allocate(load, PoolClass.Established, Begin);
        Assert.Equal((100L, 100L), (world.Total(listed), world.Total(other)));

        listed.SawLists(true, "Spamhaus ZEN lists it: https://check.spamhaus.org/", Begin.AddMinutes(1));
        Assert.Contains("Spamhaus", listed.StoppedWhy);
        world.Allocate(load, PoolClass.Established, Begin.AddMinutes(2));
        listed.SawLists(false, "on no list", Begin.AddHours(1));
        world.Allocate(load, PoolClass.Established, Begin.AddHours(1));
        Assert.Equal((100L, 300L), (world.Total(listed), world.Total(other)));

        other.SawLists(true, "Spamhaus ZEN lists it too", Begin.AddHours(2));
        Assert.Equal(100, Assert.Single(world.Allocate(load, PoolClass.Established, Begin.AddHours(2)).PutOff).Count);

        listed.Resume();
        Assert.Single(world.Allocate(load, PoolClass.Established, Begin.AddHours(2)).Granted);
    }

    [Fact]
    public void An_address_that_rested_for_a_month_begins_again_at_day_0()
    {
        var ip = Ip(PoolClass.New, null);
        var world = new World([ip]);
        var load = new[] { new Wanted("google", Providers[0], 5000) };
        Assert.Equal(5000, Assert.Single(world.Allocate(load, PoolClass.New, Begin).Granted).Count);
        Assert.Equal(20, Assert.Single(world.Allocate(load, PoolClass.New, Begin.AddDays(30)).Granted).Count);
        Assert.Equal(28, Assert.Single(world.Allocate(load, PoolClass.New, Begin.AddDays(31)).Granted).Count);
    }

    [Fact]
    public void A_provider_that_asked_for_less_gets_less_from_that_address_alone()
    {
        var (slow, other) = (Ip(PoolClass.Established, null), Ip(PoolClass.Established, null));
        var asked = BackOffRules.Default.Read(Providers[0], 421, "4.7.28", "an unusual rate of mail")!;
        var google = new BackOffUnderWay(asked, Begin, Begin + asked.Length, Before: 600, Taken: 0);
        var ips = new[] { slow, other }.Select(ip => new IpAllowance(ip.Id, ip.Pool, null, 0, new Dictionary<string, long>(),
            ip == slow ? new Dictionary<string, BackOffUnderWay> { ["google"] = google } : [])).ToList();

        var alone = Allocation.Of([new("google", Providers[0], 100), new("yahoo", Providers[1], 100)], PoolClass.Established, ips[..1], Plan, Begin.AddMinutes(10));
        Assert.Equal([("google", 10), ("yahoo", 100)], alone.Granted.Select(one => (one.Site, one.Count)));
        Assert.Equal(("google", 90, Begin.AddMinutes(11)), (alone.PutOff[0].Site, alone.PutOff[0].Count, alone.PutOff[0].Until));

        var both = Allocation.Of([new("google", Providers[0], 100)], PoolClass.Established, ips, Plan, Begin.AddMinutes(10));
        Assert.Empty(both.PutOff);
    }

    /// <param name="day">Of its warm-up at the beginning; null is warm.</param>
    private static SendingIp Ip(PoolClass pool, int? day) => new()
    {
        RouteId = Guid.NewGuid(),
        Address = IPAddress.Parse("192.0.2.1"),
        Pool = pool,
        WarmUpStarted = day is { } days ? DateOnly.FromDateTime(Begin.UtcDateTime).AddDays(days) : null,
    };

    private sealed class World(IReadOnlyList<SendingIp> ips)
    {
        private readonly Dictionary<(Guid Ip, DateTime Hour), long> _hours = [];
        private readonly Dictionary<(Guid Ip, DateTime Day, string Provider), long> _days = [];

        public IReadOnlyList<SendingIp> Ips => ips;

        public Allocation Allocate(IReadOnlyList<Wanted> wanted, PoolClass pool, DateTimeOffset now)
        {
            var today = DateOnly.FromDateTime(now.UtcDateTime);
            foreach (var ip in ips)
            {
                ip.WarmUpStarted = Plan.StartOf(ip.WarmUpStarted, ip.LastUsed, today);
            }

            var allowances = ips.Where(ip => ip.StoppedAt is null)
                .Select(ip => new IpAllowance(ip.Id, ip.Pool, ip.WarmUpDay(Plan, isReady: true, today), ThisHour(ip, now), Providers.ToDictionary(p => p.Key, p => ToProvider(ip, p, now)), new Dictionary<string, BackOffUnderWay>()))
                .ToList();
            var allocation = Allocation.Of(wanted, pool, allowances, Plan, now);
            foreach (var granted in allocation.Granted)
            {
                var (hour, day) = ((granted.Ip, Hour(now)), (granted.Ip, now.UtcDateTime.Date, granted.Provider.Key));
                _hours[hour] = _hours.GetValueOrDefault(hour) + granted.Count;
                _days[day] = _days.GetValueOrDefault(day) + granted.Count;
                ips.Single(ip => ip.Id == granted.Ip).LastUsed = today;
            }

            return allocation;
        }

        public void AssertWithin(DateTimeOffset now)
        {
            foreach (var ip in ips.Where(ip => ip.WarmUpStarted is not null))
            {
                var day = Day(ip, now);
                Assert.InRange(ThisHour(ip, now), 0, Plan.HourlyOn(day)!.Value);
                Assert.All(Providers.Where(provider => provider.IsNamed), provider => Assert.InRange(ToProvider(ip, provider, now), 0, Plan.DailyToProviderOn(day)!.Value));
            }
        }

        public bool IsFull(SendingIp ip, Provider provider, DateTimeOffset now) =>
            ThisHour(ip, now) == Plan.HourlyOn(Day(ip, now)) || (provider.IsNamed && ToProvider(ip, provider, now) == Plan.DailyToProviderOn(Day(ip, now)));

        public long Total(SendingIp ip) => _hours.Where(one => one.Key.Ip == ip.Id).Sum(one => one.Value);

        public long BusiestHour(SendingIp ip) => _hours.Where(one => one.Key.Ip == ip.Id).Max(one => one.Value);

        private long ThisHour(SendingIp ip, DateTimeOffset now) => _hours.GetValueOrDefault((ip.Id, Hour(now)));

        private long ToProvider(SendingIp ip, Provider provider, DateTimeOffset now) => _days.GetValueOrDefault((ip.Id, now.UtcDateTime.Date, provider.Key));

        private static int Day(SendingIp ip, DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime).DayNumber - ip.WarmUpStarted!.Value.DayNumber;

        private static DateTime Hour(DateTimeOffset now) => now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour);
    }
}
