using Moderation.Delivery;
using Moderation.Review;

namespace Moderation.Tests.Review;

public sealed class ConditionsTests
{
    [Fact]
    public void They_are_stored_and_read_back()
    {
        var conditions = new Conditions { Canary = 500, EngagedFirst = true, PerHour = 1_000, MostHardBounces = 2.5, Pool = PoolClass.New };

        Assert.Equal(conditions, Conditions.Read(conditions.ToJson()));
        Assert.Equal("500 recipients first. Those who clicked or opened last come first. At most 1,000 an hour. From the addresses of new accounts. Held beyond 2.5 % hard bounces.", conditions.ToString());
        Assert.Contains("\"Pool\":\"New\"", conditions.ToJson(), StringComparison.Ordinal);
        Assert.True(Conditions.Read(null).IsEmpty);
    }

    [Theory]
    [InlineData(99, null, null)]
    [InlineData(null, 59, null)]
    [InlineData(null, null, 0.0)]
    [InlineData(null, null, 10.1)]
    [InlineData(null, null, double.NaN)]
    public void What_cannot_be_is_said(int? canary, int? perHour, double? bounces) =>
        Assert.NotNull(new Conditions { Canary = canary, PerHour = perHour, MostHardBounces = bounces }.Objection(0.10));

    [Theory]
    [InlineData(PoolClass.Transactional)]
    [InlineData((PoolClass)9)]
    public void A_campaign_does_not_leave_from_the_addresses_of_receipts(PoolClass pool) => Assert.NotNull(new Conditions { Pool = pool }.Objection(0.10));

    [Fact]
    public void The_smallest_and_the_strictest_are_taken() =>
        Assert.Null(new Conditions { Canary = 100, PerHour = 60, MostHardBounces = 10 }.Objection(0.10));
}
