using Moderation.Delivery;

namespace Moderation.Tests.Delivery;

public sealed class WarmUpPlanTests
{
    private static readonly WarmUpPlan Plan = WarmUpPlan.Default;
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Theory]
    [InlineData(0, 20)]
    [InlineData(7, 211)]
    [InlineData(20, 16_734)]
    [InlineData(21, 23_427)]
    [InlineData(22, 32_798)]
    public void The_steps_of_the_first_days_go_on_as_a_growth(int day, long hourly) => Assert.Equal(hourly, Plan.HourlyOn(day));

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 400)]
    [InlineData(7, 25_600)]
    [InlineData(8, 35_840)]
    public void One_provider_gets_twice_as_many_each_day_for_a_week_and_then_less_growth(int day, long daily) => Assert.Equal(daily, Plan.DailyToProviderOn(day));

    [Fact]
    public void After_the_last_day_there_is_no_limit()
    {
        Assert.NotNull(Plan.HourlyOn(Plan.Days - 1));
        Assert.Null(Plan.HourlyOn(Plan.Days));
        Assert.Null(Plan.DailyToProviderOn(Plan.Days));
    }

    [Fact]
    public void An_address_that_was_idle_for_a_month_begins_again()
    {
        Assert.Equal(Today.AddDays(-60), Plan.StartOf(Today.AddDays(-60), Today.AddDays(-29), Today));
        Assert.Equal(Today, Plan.StartOf(Today.AddDays(-60), Today.AddDays(-30), Today));
        Assert.Equal(Today, Plan.StartOf(null, Today.AddDays(-30), Today));
        Assert.Null(Plan.StartOf(null, Today.AddDays(-29), Today));
        Assert.Null(Plan.StartOf(null, null, Today));
    }
}
