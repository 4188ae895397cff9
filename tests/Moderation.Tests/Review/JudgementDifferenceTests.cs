using Moderation.Review;
using Moderation.Rules;

namespace Moderation.Tests.Review;

public sealed class JudgementDifferenceTests
{
    [Fact]
    public void What_was_shown_is_no_difference() =>
        Assert.Empty(JudgementDifference.Worse(With(Found("link.not-https", Severity.Hold, "a")), With(Found("link.not-https", Severity.Hold, "a"))));

    [Fact]
    public void A_second_place_of_the_same_rule_is_one() =>
        Assert.Single(JudgementDifference.Worse(
            With(Found("link.not-https", Severity.Hold, "a")),
            With(Found("link.not-https", Severity.Hold, "a"), Found("link.not-https", Severity.Hold, "b"))));

    [Fact]
    public void A_heavier_weight_is_one() =>
        Assert.Single(JudgementDifference.Worse(With(Found("x", Severity.Advise, "a")), With(Found("x", Severity.Hold, "a"))));

    [Fact]
    public void Advice_and_what_has_gone_are_none() =>
        Assert.Empty(JudgementDifference.Worse(With(Found("y", Severity.Block, "a")), With(Found("x", Severity.Advise, "a"))));

    [Fact]
    public void What_can_no_longer_be_checked_is_one()
    {
        var shown = Found("x", Severity.Hold, "a");
        Assert.Single(JudgementDifference.Worse(With(shown), With(shown with { Unchecked = true })));
        Assert.Empty(JudgementDifference.Worse(With(shown with { Unchecked = true }), With(shown)));
    }

    [Fact]
    public void Only_an_excess_beyond_the_one_that_was_shown_is_one()
    {
        Assert.Empty(JudgementDifference.Worse(With(Exceeding("120.4")), With(Exceeding("120.4"))));
        Assert.Empty(JudgementDifference.Worse(With(Exceeding("1,120.4")), With(Exceeding("121"))));
        Assert.Single(JudgementDifference.Worse(With(Exceeding("120.4")), With(Exceeding("121"))));
    }

    private static Finding Exceeding(string excess) => Found("volume", Severity.Hold, "a") with { Evidence = [new Evidence("excess", excess)] };

    private static Judgement With(params Finding[] findings) => new(Verdict.Held, findings, [], 1);

    private static Finding Found(string rule, Severity severity, string element) =>
        new(rule, severity, "", new Where(Part.Html, element), [], "");
}
