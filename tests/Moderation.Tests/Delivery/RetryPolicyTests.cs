using Moderation.Delivery;

namespace Moderation.Tests.Delivery;

public sealed class RetryPolicyTests
{
    [Fact]
    public void Retries_wait_longer_each_time_and_end_after_four_days()
    {
        var released = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
        Assert.Equal(released.AddMinutes(5), RetryPolicy.Default.NextTry(1, released, released));
        Assert.Equal(released.AddMinutes(30), RetryPolicy.Default.NextTry(2, released, released));
        Assert.Equal(released.AddHours(1), RetryPolicy.Default.NextTry(3, released, released));
        Assert.Equal(released.AddHours(1), RetryPolicy.Default.NextTry(50, released, released));
        Assert.NotNull(RetryPolicy.Default.NextTry(90, released, released.AddDays(4).AddHours(-1)));
        Assert.Null(RetryPolicy.Default.NextTry(90, released, released.AddDays(4)));
    }
}
