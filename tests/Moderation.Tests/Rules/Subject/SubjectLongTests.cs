using Moderation.Rules;
using Moderation.Rules.Subject;

namespace Moderation.Tests.Rules.Subject;

public sealed class SubjectLongTests
{
    private static readonly SubjectLong Rule = new();

    [Fact]
    public void Two_hundred_and_one_characters_are_advised_on_with_their_number()
    {
        var finding = Assert.Single(Rule.Check(Sample.Subject("a ".Times(100) + "b")));

        Assert.Equal("subject.long", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal("201", finding.Evidence.Of("characters"));
        Assert.Equal("200", finding.Evidence.Of("limit"));
    }

    [Fact]
    public void Two_hundred_pass_and_an_emoji_is_one_character()
    {
        Assert.Empty(Rule.Check(Sample.Subject("a ".Times(100))));
        Assert.Empty(Rule.Check(Sample.Subject("🔥".Times(200))));
    }

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
