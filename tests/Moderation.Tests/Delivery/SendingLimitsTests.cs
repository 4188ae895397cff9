using Moderation.Delivery;
using Moderation.Reputation;

namespace Moderation.Tests.Delivery;

public sealed class SendingLimitsTests
{
    [Fact]
    public void A_few_hard_bounces_of_a_few_stop_nothing() =>
        Assert.Empty(SendingLimits.Usual.PassedBy(Counts.None with { HardBounce = new Count(2, 10) }));

    [Fact]
    public void The_lower_end_of_the_interval_decides()
    {
        // Wilson's lower bound of 119 in 1,000 is 0.1004, of 118 in 1,000 is 0.0995.
        Assert.Empty(SendingLimits.Usual.PassedBy(Counts.None with { HardBounce = new Count(118, 1000) }));
        var said = Assert.Single(SendingLimits.Usual.PassedBy(Counts.None with { HardBounce = new Count(119, 1000) }));
        Assert.Contains("119 hard bounces of 1,000: 11.9%, at least 10.0% with 95 % certainty. The limit is 10.0%.", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Complaints_and_refusals_because_of_the_sender_count_too() =>
        Assert.Equal(2, SendingLimits.Usual.PassedBy(Counts.None with { Complaint = new Count(20, 2000), Block = new Count(300, 1000) }).Count);

    [Fact]
    public void A_canary_is_judged_more_strictly()
    {
        var counts = Counts.None with { HardBounce = new Count(40, 500) };
        Assert.Empty(SendingLimits.Usual.PassedBy(counts));
        Assert.Single(SendingLimits.OfCanary.PassedBy(counts));
    }

    [Fact]
    public void What_a_person_has_seen_is_not_held_against_it_again()
    {
        var seen = Counts.None with { HardBounce = new Count(300, 1000) };
        var now = Counts.None with { HardBounce = new Count(301, 3000) };

        Assert.Empty(SendingLimits.Usual.PassedBy(now.Since(seen)));
        Assert.Equal(new Count(1, 2000), now.Since(seen).HardBounce);
        Assert.Equal(default, seen.Since(now).HardBounce);
    }
}
