using Moderation.Audit;

namespace Moderation.Tests.Audit;

public sealed class AuditEntryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_entry_hashes_the_one_before()
    {
        var account = Guid.CreateVersion7();
        var first = AuditEntry.After(null, account, Now, null, "system", "campaign.created", null, "");
        var second = AuditEntry.After(first, account, Now, null, "Ada", "campaign.approved", null, "note");
        Assert.Equal(2, second.Position);
        Assert.Equal(first.Hash, second.PreviousHash);
        Assert.True(second.IsIntact());
    }

    [Fact]
    public void Moving_text_from_one_field_to_the_next_changes_the_hash()
    {
        var account = Guid.CreateVersion7();
        var one = AuditEntry.After(null, account, Now, null, "ab", "c", null, "");
        var two = AuditEntry.After(null, account, Now, null, "a", "bc", null, "");
        Assert.NotEqual(one.Hash, two.Hash);
    }
}
