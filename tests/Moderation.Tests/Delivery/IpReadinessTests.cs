using Moderation.Campaigns;
using Moderation.Delivery;

namespace Moderation.Tests.Delivery;

public sealed class IpReadinessTests
{
    private static readonly IpFacts Fine = new(true, false, AsksLists: true) { BusyDays = 14 };

    [Fact]
    public void A_name_that_leads_back_and_no_list_is_ready_to_send() => Assert.Empty(IpReadiness.ToSend(Fine));

    [Fact]
    public void What_is_not_checked_is_never_fine()
    {
        Assert.Contains("not checked", Assert.Single(IpReadiness.ToSend(Fine with { Ptr = Fact.Unknown<bool>("the name server did not answer") })));
        Assert.Contains("not checked", Assert.Single(IpReadiness.ToSend(Fine with { Listed = Fact.Unknown<bool>("the list did not answer") })));
    }

    [Fact]
    public void A_check_that_is_not_installed_holds_nothing_back() =>
        Assert.Empty(IpReadiness.ToSend(Fine with { Listed = Fact.Unknown<bool>("no blocklist is configured"), AsksLists = false }));

    [Fact]
    public void A_listing_and_a_name_that_leads_elsewhere_hold() =>
        Assert.Equal(2, IpReadiness.ToSend(Fine with { Ptr = false, Listed = true }).Count);

    [Fact]
    public void The_limits_end_with_steady_traffic_and_a_reputation_that_fits_the_class()
    {
        Assert.Empty(IpReadiness.ToBeWarm(Fine, PoolClass.Established));
        Assert.Single(IpReadiness.ToBeWarm(Fine with { BusyDays = 9 }, PoolClass.Established));
        Assert.Empty(IpReadiness.ToBeWarm(Fine with { Figures = Figures(attempted: 5_000, blocked: 200) }, PoolClass.Established));
        Assert.Contains("refusals because of the sender", Assert.Single(IpReadiness.ToBeWarm(Fine with { Figures = Figures(attempted: 5_000, blocked: 400) }, PoolClass.Established)));
        Assert.Empty(IpReadiness.ToBeWarm(Fine with { Figures = Figures(attempted: 5_000, blocked: 400) }, PoolClass.Quarantine));
        // Two of twenty may be chance.
        Assert.Empty(IpReadiness.ToBeWarm(Fine with { Figures = Figures(attempted: 20, blocked: 2) }, PoolClass.Established));
    }

    private static IpFigures Figures(long attempted, long blocked) =>
        IpFigures.Of([new IpOutcome { IpId = Guid.Empty, Day = new DateOnly(2026, 11, 22), Provider = "other", Attempted = attempted, Accepted = attempted - blocked, Blocked = blocked }]);
}
