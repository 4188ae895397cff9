using Moderation.Review;
using Moderation.Rules;

namespace Moderation.Tests.Review;

public sealed class QueueOrderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_only_its_account_holds_may_wait_longer_than_questioned_content()
    {
        Assert.Equal(Now.AddHours(4), QueueOrder.Due(Now, null, With("account.new")));
        Assert.Equal(Now.AddHours(2), QueueOrder.Due(Now, null, With("account.new", "link.unreachable")));
    }

    [Fact]
    public void A_planned_time_that_comes_sooner_decides()
    {
        Assert.Equal(Now.AddMinutes(15), QueueOrder.Due(Now, Now.AddMinutes(45), With("account.new")));
        Assert.Equal(Now.AddHours(4), QueueOrder.Due(Now, Now.AddDays(2), With("account.new")));
    }

    [Fact]
    public void An_older_item_stays_before_what_comes_hours_later_whatever_its_risk() =>
        Assert.True(QueueOrder.Due(Now, null, With("account.new")) < QueueOrder.Due(Now.AddHours(3), null, With("optout.hidden")));

    private static Judgement With(params string[] rules) =>
        new(Verdict.Held, [.. rules.Select(rule => new Finding(rule, Severity.Hold, "x", null, [], "x"))], [], 1);
}
