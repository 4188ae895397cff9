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
    public void What_can_no_longer_be_checked_is_one_and_so_is_what_was_unknown_and_turns_out_bad()
    {
        var shown = Found("x", Severity.Hold, "a");
        Assert.Single(JudgementDifference.Worse(With(shown), With(shown with { Unchecked = true })));
        Assert.Single(JudgementDifference.Worse(With(shown with { Unchecked = true }), With(shown)));
        Assert.Empty(JudgementDifference.Worse(With(shown with { Unchecked = true }), With(shown with { Unchecked = true })));
    }

    [Fact]
    public void Another_link_in_the_same_place_is_one_and_so_is_another_domain_behind_the_same_link()
    {
        Assert.Single(JudgementDifference.Worse(With(About("address", "https://a.example/")), With(About("address", "https://a.example/"), About("address", "https://b.example/"))));
        Assert.Single(JudgementDifference.Worse(With(About("domain", "a.example")), With(About("domain", "b.example"))));
        Assert.Empty(JudgementDifference.Worse(With(About("link", "https://a.example/ · it did not answer")), With(About("link", "https://a.example/ · it was not tried in time"))));
    }

    [Fact]
    public void A_spam_score_may_move_a_little()
    {
        Assert.Empty(JudgementDifference.Worse(With(About("score", "7.1")), With(About("score", "7.9"))));
        Assert.Single(JudgementDifference.Worse(With(About("score", "7.1")), With(About("score", "14.2"))));
    }

    [Fact]
    public void A_rule_that_is_not_run_any_more_is_named()
    {
        var without = With() with { NotChecked = [new NotChecked("link.listed", "A link to a domain on a blocklist", "needs the network")] };

        Assert.Equal("link.listed", Assert.Single(JudgementDifference.NoLongerRun(With(), without)).Rule);
        Assert.Empty(JudgementDifference.NoLongerRun(without, without));
        Assert.Empty(JudgementDifference.NoLongerRun(without, With()));
    }

    [Fact]
    public void Only_an_excess_beyond_the_one_that_was_shown_is_one()
    {
        Assert.Empty(JudgementDifference.Worse(With(Exceeding("120.4")), With(Exceeding("120.4"))));
        Assert.Empty(JudgementDifference.Worse(With(Exceeding("1,120.4")), With(Exceeding("121"))));
        Assert.Single(JudgementDifference.Worse(With(Exceeding("120.4")), With(Exceeding("121"))));
    }

    private static Finding Exceeding(string excess) => Found("volume", Severity.Hold, "a") with { Evidence = [new Evidence("excess", excess)] };

    private static Finding About(string what, string value) => Found("x", Severity.Hold, "a") with { Evidence = [new Evidence(what, value)] };

    private static Judgement With(params Finding[] findings) => new(Verdict.Held, findings, [], 1);

    private static Finding Found(string rule, Severity severity, string element) =>
        new(rule, severity, "", new Where(Part.Html, element), [], "");
}
