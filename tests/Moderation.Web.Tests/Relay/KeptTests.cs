using Moderation.Web.Relay;

namespace Moderation.Web.Tests.Relay;

public sealed class KeptTests
{
    [Fact]
    public void The_oldest_go_when_the_bytes_are_used_up()
    {
        var kept = new Kept<int, string>(mostBytes: 100);
        kept.Add(1, "one", 40);
        kept.Add(2, "two", 40);
        kept.Add(3, "three", 40);
        Assert.False(kept.TryGet(1, out _));
        Assert.True(kept.TryGet(2, out _));
        Assert.True(kept.TryGet(3, out var three));
        Assert.Equal("three", three);
    }

    [Fact]
    public void One_that_is_larger_than_all_is_kept_alone_and_the_first_of_two_stays()
    {
        var kept = new Kept<int, string>(mostBytes: 100);
        kept.Add(1, "one", 40);
        Assert.Equal("large", kept.Add(2, "large", 400));
        Assert.False(kept.TryGet(1, out _));
        Assert.Equal("large", kept.Add(2, "another", 400));
    }
}
