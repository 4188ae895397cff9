using Moderation.Review;

namespace Moderation.Tests.Review;

public sealed class DrawTests
{
    private static readonly Judgement Cleared = new(Verdict.Cleared, [], [], 1);

    [Fact]
    public void Nothing_is_drawn_by_the_policy_as_shipped() =>
        Assert.Equal(Cleared, Draw.Apply(Cleared, Policy.Default, Guid.NewGuid(), "hash"));

    [Fact]
    public void Everything_is_held_when_the_policy_says_so_also_before_a_submission()
    {
        var drawn = Draw.Apply(Cleared, Policy.Default with { ReviewEverything = true }, Guid.NewGuid(), contentHash: null);
        Assert.Equal((Verdict.Held, Draw.Everything), (drawn.Verdict, drawn.Drawn));
    }

    [Fact]
    public void What_is_blocked_stays_blocked() =>
        Assert.Equal(Verdict.Blocked, Draw.Apply(Cleared with { Verdict = Verdict.Blocked }, Policy.Default with { ReviewEverything = true }, Guid.NewGuid(), "hash").Verdict);

    [Fact]
    public void The_share_is_met_over_many_mailings()
    {
        var policy = Policy.Default with { ReviewShare = 0.2m };
        var drawn = Enumerable.Range(0, 5_000).Count(i => Draw.Apply(Cleared, policy, new Guid(i, 0, 0, new byte[8]), $"hash {i}").Drawn is not null);
        Assert.InRange(drawn, 900, 1_100);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 100)]
    public void The_ends_of_the_share_are_exact(int share, int expected) =>
        Assert.Equal(expected, Enumerable.Range(0, 100).Count(i => Draw.Apply(Cleared, Policy.Default with { ReviewShare = share }, new Guid(i, 0, 0, new byte[8]), $"hash {i}").Drawn is not null));

    [Fact]
    public void Neither_an_edit_nor_a_copy_of_the_same_content_casts_another_lot()
    {
        var policy = Policy.Default with { ReviewShare = 0.5m };
        bool Drawn(Guid campaign, string hash) => Draw.Apply(Cleared, policy, campaign, hash).Drawn is not null;
        var guids = Enumerable.Range(0, 200).Select(i => new Guid(i, 0, 0, new byte[8])).ToList();

        // Drawn by the campaign: whatever is written into it. Drawn by the content: wherever it stands.
        Assert.Contains(guids, campaign => Enumerable.Range(0, 40).All(i => Drawn(campaign, $"hash {i}")));
        Assert.Contains(Enumerable.Range(0, 200), i => guids.Take(40).All(campaign => Drawn(campaign, $"hash {i}")));
        Assert.Equal(Drawn(guids[0], "hash"), Drawn(guids[0], "hash"));
    }
}
