using Moderation.Delivery;

namespace Moderation.Tests.Delivery;

public sealed class AllocationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 20, 0, TimeSpan.Zero);

    [Fact]
    public void A_provider_with_a_rate_gets_no_more_in_an_hour_from_a_warm_address_and_the_rest_waits_for_the_next()
    {
        var google = Provider.Known[0] with { MessagesPerHour = 1_000 };
        var yahoo = Provider.Known[1];
        var ip = new IpAllowance(Guid.NewGuid(), PoolClass.Established, null, 2_000, new Dictionary<string, long> { ["google"] = 5_000 }, new Dictionary<string, BackOffUnderWay>())
        {
            ThisHourTo = new Dictionary<string, long> { ["google"] = 800 },
        };

        var allocation = Allocation.Of([new Wanted("google", google, 500), new Wanted("yahoo", yahoo, 500)], PoolClass.Established, [ip], WarmUpPlan.Default, Now);

        Assert.Equal([("google", 200), ("yahoo", 500)], allocation.Granted.Select(granted => (granted.Site, granted.Count)));
        var late = Assert.Single(allocation.PutOff);
        Assert.Equal((300, Now.AddMinutes(40)), (late.Count, late.Until));
        Assert.Equal("Google gets 1,000 an hour from one address.", late.Why);
    }
}
