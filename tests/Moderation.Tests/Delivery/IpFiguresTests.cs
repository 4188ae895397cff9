using Moderation.Delivery;
using Moderation.Reputation;

namespace Moderation.Tests.Delivery;

public sealed class IpFiguresTests
{
    private static readonly DateOnly Day = new(2026, 11, 22);

    [Fact]
    public void Days_and_providers_add_up_and_what_came_back_later_was_not_delivered()
    {
        var figures = IpFigures.Of(
        [
            new IpOutcome { IpId = Guid.Empty, Day = Day, Provider = "google", Attempted = 1_000, Accepted = 970, Deferred = 40, Hard = 20, Blocked = 10 },
            new IpOutcome { IpId = Guid.Empty, Day = Day, Provider = "yahoo", Attempted = 500, Accepted = 500, WithFeedback = 500, Complained = 2 },
            new IpOutcome { IpId = Guid.Empty, Day = Day.AddDays(1), Provider = "google", Soft = 5, Returned = 5 },
        ]);

        Assert.Equal((1_500, new Count(1_465, 1_500), 40, new Count(25, 1_500)), (figures.Attempted, figures.Delivered, figures.Deferrals, figures.Bounced));
        Assert.Equal((new Count(20, 1_500), new Count(10, 1_500), new Count(2, 500)), (figures.Hard, figures.Blocked, figures.Complained));
        Assert.True(figures.IsEnough);
        Assert.Equal((new Count(2, 500), new Count(20, 1_500), 0d), (figures.Counts.Complaint, figures.Counts.HardBounce, figures.Counts.Open.Trials));
    }

    [Fact]
    public void Reports_without_their_deliveries_are_no_shares_above_one()
    {
        var figures = IpFigures.Of([new IpOutcome { IpId = Guid.Empty, Day = Day, Provider = "yahoo", Complained = 3, Hard = 2, Returned = 2, WithFeedback = -2 }]);

        Assert.Equal((default, default), (figures.Complained, figures.Bounced));
        Assert.False(figures.IsEnough);
    }
}
