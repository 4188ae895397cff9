using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Subject;

namespace Moderation.Tests.Rules.Subject;

public sealed class SubjectEmptyTests
{
    private static readonly SubjectEmpty Rule = new();

    [Fact]
    public void It_is_advised_on_with_what_was_seen()
    {
        var finding = Assert.Single(Rule.Check(Sample.Subject("")));

        Assert.Equal(Rule.Info.Code, finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal(Part.Headers, finding.Where!.Part);
        Assert.Equal("0", finding.Evidence.Of("characters"));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\t\u00a0")]
    public void So_are_others_like_it(string subject) => Assert.Single(Rule.Check(Sample.Subject(subject)));

    [Theory]
    [InlineData(".")]
    [InlineData("News")]
    public void What_is_nearly_the_same_passes(string subject) => Assert.Empty(Rule.Check(Sample.Subject(subject)));

    [Fact]
    public void A_bare_file_has_no_header_to_miss_one_in() =>
        Assert.Empty(Rule.Check(new Submission(new Moderation.Campaigns.Content { Subject = "", Html = "<p>Hello</p>" })));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
