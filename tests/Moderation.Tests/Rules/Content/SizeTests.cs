using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class SizeTests
{
    private static readonly Size Rule = new();

    [Fact]
    public void From_a_hundred_and_two_kilobytes_on_it_is_held_with_the_bytes()
    {
        var finding = Assert.Single(Check(104_449));

        Assert.Equal("content.size", finding.Rule);
        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("104,449", finding.Evidence.Of("bytes"));
        Assert.Equal("104,448", finding.Evidence.Of("limit"));
        Assert.Equal("the message as it leaves", finding.Evidence.Of("counted from"));
    }

    [Theory]
    [InlineData(104_448, 1)]
    [InlineData(92_161, 1)]
    [InlineData(92_160, 0)]
    public void From_ninety_on_it_is_advised_on(long bytes, int findings)
    {
        var found = Check(bytes);

        Assert.Equal(findings, found.Count);
        Assert.All(found, finding => Assert.Equal(Severity.Advise, finding.Severity));
    }

    [Fact]
    public void Before_the_links_are_rewritten_their_growth_is_estimated()
    {
        var html = "<a href=\"https://a.example/\">é</a>".Times(700);

        var finding = Assert.Single(Rule.Check(Sample.Mail(html)));
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Contains("24,500 bytes of HTML", finding.Evidence.Of("counted from"), StringComparison.Ordinal);
        Assert.Contains("700 links", finding.Evidence.Of("counted from"), StringComparison.Ordinal);
    }

    private static List<Finding> Check(long bytes) => Rule.Check(new Submission(Sample.Clean().Content) { HtmlBytes = bytes });

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
