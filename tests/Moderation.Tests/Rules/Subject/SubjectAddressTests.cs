using Moderation.Rules;
using Moderation.Rules.Subject;

namespace Moderation.Tests.Rules.Subject;

public sealed class SubjectAddressTests
{
    private static readonly SubjectAddress Rule = new();

    [Fact]
    public void It_is_advised_on_with_what_was_seen()
    {
        var finding = Assert.Single(Rule.Check(Sample.Subject("See www.lighthouse.example today")));

        Assert.Equal(Rule.Info.Code, finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal(Part.Headers, finding.Where!.Part);
        Assert.Equal("www.lighthouse.example", finding.Evidence.Of("address"));
    }

    [Theory]
    [InlineData("https://lighthouse.example")]
    [InlineData("Write to keeper@lighthouse.example")]
    [InlineData("News for {{ contact.email }}")]
    public void So_are_others_like_it(string subject) => Assert.Single(Rule.Check(Sample.Subject(subject)));

    [Theory]
    [InlineData("News from lighthouse.example")]
    [InlineData("3 @ 2 lamps")]
    [InlineData("The www is 30")]
    [InlineData("Hello {{ contact.first_name }}")]
    public void What_is_nearly_the_same_passes(string subject) => Assert.Empty(Rule.Check(Sample.Subject(subject)));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
