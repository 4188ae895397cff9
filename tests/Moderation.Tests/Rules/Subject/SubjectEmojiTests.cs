using Moderation.Rules;
using Moderation.Rules.Subject;

namespace Moderation.Tests.Rules.Subject;

public sealed class SubjectEmojiTests
{
    private static readonly SubjectEmoji Rule = new();

    [Fact]
    public void It_is_advised_on_with_what_was_seen()
    {
        var finding = Assert.Single(Rule.Check(Sample.Subject("Sale 🔥🔥🔥")));

        Assert.Equal(Rule.Info.Code, finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal(Part.Headers, finding.Where!.Part);
        Assert.Equal("3", finding.Evidence.Of("in a row"));
    }

    [Theory]
    [InlineData("🎁 🎁 🎁 for you")]
    [InlineData("❤️❤️❤️")]
    [InlineData("🇩🇪🇫🇷🇵🇱 tour")]
    [InlineData("👍🏽👍🏽👍🏽")]
    public void So_are_others_like_it(string subject) => Assert.Single(Rule.Check(Sample.Subject(subject)));

    [Theory]
    [InlineData("Sale 🔥🔥")]
    [InlineData("Family 👨‍👩‍👧‍👦 day")]
    [InlineData("🔥 one 🔥 two 🔥 three")]
    [InlineData("Star ★★ reviews")]
    [InlineData("1️⃣ 2️⃣")]
    public void What_is_nearly_the_same_passes(string subject) => Assert.Empty(Rule.Check(Sample.Subject(subject)));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
