using Moderation.Rules;
using Moderation.Rules.Subject;

namespace Moderation.Tests.Rules.Subject;

public sealed class SubjectFakeReplyTests
{
    private static readonly SubjectFakeReply Rule = new();

    [Fact]
    public void It_is_advised_on_with_what_was_seen()
    {
        var finding = Assert.Single(Rule.Check(Sample.Subject("Re: your order")));

        Assert.Equal(Rule.Info.Code, finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal(Part.Headers, finding.Where!.Part);
        Assert.Equal("Re:", finding.Evidence.Of("mark"));
    }

    [Theory]
    [InlineData("RE:your order")]
    [InlineData("Fwd: Photos")]
    [InlineData("FW: Photos")]
    [InlineData("Aw: Termin")]
    [InlineData("WG: Termin")]
    [InlineData("Re[2]: your order")]
    [InlineData("Odp: zamówienie")]
    [InlineData("回复：订单")]
    [InlineData("  re : hello")]
    public void So_are_others_like_it(string subject) => Assert.Single(Rule.Check(Sample.Subject(subject)));

    [Theory]
    [InlineData("RE:START in spring")]
    [InlineData("Re-opening on Monday")]
    [InlineData("Regarding: your garden")]
    [InlineData("Awards: who won")]
    [InlineData("Today: Re: and Fwd: explained")]
    [InlineData("Answers")]
    public void What_is_nearly_the_same_passes(string subject) => Assert.Empty(Rule.Check(Sample.Subject(subject)));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
