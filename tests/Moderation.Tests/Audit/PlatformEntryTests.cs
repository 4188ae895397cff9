using Moderation.Audit;

namespace Moderation.Tests.Audit;

public sealed class PlatformEntryTests
{
    [Fact]
    public void Each_entry_hashes_the_one_before_and_names_the_person()
    {
        var now = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
        var first = PlatformEntry.After(null, now, null, "Start", "person.created", Guid.CreateVersion7(), "");
        var second = PlatformEntry.After(first, now, null, "Ada", "person.deactivated", Guid.CreateVersion7(), "Left");
        Assert.Equal((2, first.Hash), (second.Position, second.PreviousHash));
        Assert.True(second.IsIntact());
        Assert.NotEqual(second.Hash, PlatformEntry.After(first, now, null, "Ada", "person.deactivated", Guid.CreateVersion7(), "Left").Hash);
    }
}
