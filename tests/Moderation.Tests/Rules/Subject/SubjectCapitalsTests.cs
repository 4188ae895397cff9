using Moderation.Rules;
using Moderation.Rules.Subject;

namespace Moderation.Tests.Rules.Subject;

public sealed class SubjectCapitalsTests
{
    private static readonly SubjectCapitals Rule = new();

    [Fact]
    public void It_is_advised_on_with_what_was_seen()
    {
        var finding = Assert.Single(Rule.Check(Sample.Subject("BIG AUTUMN SALE")));

        Assert.Equal(Rule.Info.Code, finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal(Part.Headers, finding.Where!.Part);
        Assert.Equal("13 of 13", finding.Evidence.Of("capital letters"));
    }

    [Theory]
    [InlineData("GROSSER ÖFFNUNGSTAG HEUTE!")]
    [InlineData("ΜΕΓΑΛΗ ΠΡΟΣΦΟΡΑ")]
    [InlineData("NUR NOCH HEUTE, {{ contact.first_name }}")]
    public void So_are_others_like_it(string subject) => Assert.Single(Rule.Check(Sample.Subject(subject)));

    [Theory]
    [InlineData("NASA")]
    [InlineData("NASA NEWS")]
    [InlineData("LIGHTHOUSEBOOKSHOP")]
    [InlineData("BIG AUTUMN SALE today")]
    [InlineData("秋のセール開催中です")]
    [InlineData("2026 / 2027")]
    public void What_is_nearly_the_same_passes(string subject) => Assert.Empty(Rule.Check(Sample.Subject(subject)));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
