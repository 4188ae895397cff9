using System.Net;
using Moderation.Reputation;

namespace Moderation.Tests.Reputation;

public sealed class MachineEventsTests
{
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly IPAddress Home = IPAddress.Parse("198.51.100.7");

    [Theory]
    [InlineData("Mozilla/5.0", "203.0.113.1")]
    [InlineData("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", "203.0.113.1")]
    [InlineData("YahooMailProxy; https://help.yahoo.com/", "203.0.113.1")]
    [InlineData(Browser, "17.58.1.2")]
    public void A_proxys_open_counts_nowhere(string agent, string ip) => Assert.True(Single(Open() with { UserAgent = agent, Ip = IPAddress.Parse(ip) }));

    [Fact]
    public void A_persons_open_and_click_count()
    {
        Assert.False(Single(Open()));
        Assert.False(Single(Click(1)));
    }

    [Fact]
    public void Head_never_counts() => Assert.True(Single(Click(1) with { IsHead = true }));

    [Fact]
    public void One_sign_alone_happens_to_people()
    {
        Assert.False(Single(Click(1) with { UserAgent = null }));
        Assert.False(Single(Click(1) with { UserAgent = "curl/8.0" }));
        Assert.False(Single(Click(1) with { DeliveredAt = Noon - TimeSpan.FromSeconds(4) }));
        Assert.DoesNotContain(true, Judge([.. Enumerable.Range(1, 4).Select(Click)], links: 4));
    }

    [Fact]
    public void Two_signs_make_a_machine()
    {
        Assert.True(Single(Click(1) with { UserAgent = "curl/8.0", DeliveredAt = Noon - TimeSpan.FromSeconds(4) }));
        Assert.True(Single(Click(1) with { UserAgent = "", DeliveredAt = Noon + TimeSpan.FromSeconds(4) }));
        Assert.DoesNotContain(false, Judge([.. Enumerable.Range(1, 4).Select(link => Click(link) with { UserAgent = "scanner" })], links: 4));
        Assert.DoesNotContain(false, Judge([.. Enumerable.Range(1, 4).Select(link => Click(link) with { DeliveredAt = Noon - TimeSpan.FromSeconds(1) })], links: 4));
    }

    [Fact]
    public void Five_seconds_after_the_delivery_is_no_longer_soon() =>
        Assert.False(Single(Click(1) with { UserAgent = "curl/8.0", DeliveredAt = Noon - TimeSpan.FromSeconds(5) }));

    [Fact]
    public void Every_link_means_every_link_within_seconds()
    {
        Assert.DoesNotContain(MachineSigns.EveryLink, Signs([.. Enumerable.Range(1, 3).Select(Click)], links: 4));
        Assert.DoesNotContain(MachineSigns.EveryLink, Signs([.. Enumerable.Range(1, 4).Select(link => Click(link) with { At = Noon + (link * TimeSpan.FromSeconds(6)) })], links: 4));
        Assert.DoesNotContain(MachineSigns.EveryLink, Signs([Click(1)], links: 1));
        Assert.Equal(4, Signs([.. Enumerable.Range(1, 4).Select(Click)], links: 4).Count(signs => signs == MachineSigns.EveryLink));
    }

    [Fact]
    public void Who_follows_what_nobody_can_see_is_a_machine_with_all_that_comes_from_there()
    {
        var scanner = IPAddress.Parse("203.0.113.9");
        TrackedEvent[] events =
        [
            Click(1) with { Recipient = 1, Ip = scanner },
            Click(0) with { Recipient = 1, Ip = scanner, Kind = TrackedKind.Trap },
            Open() with { Recipient = 2, Ip = scanner, At = Noon + TimeSpan.FromHours(3) },
            Click(1) with { Recipient = 1, Ip = IPAddress.Parse("203.0.113.200"), At = Noon + TimeSpan.FromSeconds(30) },
            // The person behind the scanner, later and from elsewhere.
            Click(1) with { Recipient = 1, At = Noon + TimeSpan.FromHours(1) },
            Click(1) with { Recipient = 3 },
        ];

        Assert.Equal([true, true, true, true, false, false], Judge(events, links: 9));
    }

    [Fact]
    public void A_burst_from_one_range_agrees_with_another_sign()
    {
        TrackedEvent Of(int recipient, string agent) => Click(1) with { Recipient = recipient, Ip = new IPAddress([203, 0, 113, (byte)recipient]), UserAgent = agent };

        Assert.DoesNotContain(false, Judge([.. Enumerable.Range(1, 10).Select(i => Of(i, "curl/8"))], links: 3));
        Assert.DoesNotContain(true, Judge([.. Enumerable.Range(1, 10).Select(i => Of(i, Browser))], links: 3));
        Assert.DoesNotContain(true, Judge([.. Enumerable.Range(1, 9).Select(i => Of(i, "curl/8"))], links: 3));
        Assert.DoesNotContain(true, Judge([.. Enumerable.Range(1, 10).Select(i => Of(i, "curl/8") with { At = Noon + (i * TimeSpan.FromSeconds(2)) })], links: 3));
    }

    [Fact]
    public void The_order_of_the_events_does_not_matter_and_a_hundred_thousand_take_no_time()
    {
        var random = new Random(7);
        TrackedEvent[] events = [.. Enumerable.Range(0, 100_000).Select(i => Click(random.Next(1, 5)) with
        {
            Recipient = random.Next(20_000), At = Noon + TimeSpan.FromMilliseconds(random.Next(60_000)), Ip = new IPAddress([10, 0, (byte)random.Next(3), (byte)random.Next(255)]), UserAgent = random.Next(3) == 0 ? null : Browser,
        })];
        var judged = MachineEvents.Judge(events, 4);
        int[] order = [.. Enumerable.Range(0, events.Length)];
        random.Shuffle(order);

        var shuffled = MachineEvents.Judge([.. order.Select(i => events[i])], 4);

        Assert.All(order.Select((from, to) => (from, to)), pair => Assert.Equal(judged[pair.from], shuffled[pair.to]));
    }

    private static TrackedEvent Open() => new(1, TrackedKind.Open, 0, Noon, IsHead: false, Home, Browser, Noon - TimeSpan.FromHours(1));

    private static TrackedEvent Click(int link) => new(1, TrackedKind.Click, link, Noon, IsHead: false, Home, Browser, Noon - TimeSpan.FromHours(1));

    private static bool Single(TrackedEvent one) => Judge([one], links: 5)[0];

    private static MachineSigns[] Signs(TrackedEvent[] events, int links) => MachineEvents.Judge(events, links);

    private static bool[] Judge(TrackedEvent[] events, int links) => [.. Signs(events, links).Zip(events, (signs, one) => MachineEvents.IsMachine(one.Kind, signs))];
}
