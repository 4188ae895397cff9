using Moderation.Rules;
using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class ContentImageOnlyTests
{
    private const string Picture = "<img src='https://a.example/1.png' alt='Sale'>";
    private static readonly ContentImageOnly Rule = new();

    [Fact]
    public void A_picture_with_hardly_a_word_is_advised_about()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail($"<title>A long title that nobody reads in the mail</title><style>{"p{}".Times(400)}</style><p>{Picture}</p><p>Unsubscribe</p>")));

        Assert.Equal("content.image-only", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal("11", finding.Evidence.Of("characters of text"));
        Assert.Equal("1", finding.Evidence.Of("pictures"));
        Assert.Equal("<img src='https://a.example/1.png' alt='Sale'>", finding.Where!.Excerpt);
    }

    [Fact]
    public void Many_pictures_and_large_ones_need_more_words()
    {
        var words = "<p>" + "The lamp is back. ".Times(10) + "</p>";
        const string Large = "<img src='https://a.example/1.png' width=600 height=800 alt='Sale'>";

        Assert.Empty(Rule.Check(Sample.Mail(words + Picture.Times(5))));
        Assert.Equal("20", Assert.Single(Rule.Check(Sample.Mail(words + Picture.Times(20)))).Evidence.Of("pictures"));
        Assert.Empty(Rule.Check(Sample.Mail(words.Times(3) + Picture.Times(20))));
        Assert.Equal("1", Assert.Single(Rule.Check(Sample.Mail(words + Large))).Evidence.Of("pictures"));
        Assert.Empty(Rule.Check(Sample.Mail(words.Times(2) + Large)));
    }

    [Fact]
    public void Pictures_without_an_alt_text_are_counted()
    {
        var words = "<p>" + "The lamp is back. ".Times(60) + "</p>";
        var finding = Assert.Single(Rule.Check(Sample.Mail(words + Picture + "<img src='https://a.example/2.png'>")));

        Assert.Equal("1", finding.Evidence.Of("without alt"));
        Assert.Equal("https://a.example/2.png", finding.Evidence.Of("picture"));
        Assert.Empty(Rule.Check(Sample.Mail(words + Picture + "<img src='https://a.example/2.png' alt=''>")));
    }

    [Fact]
    public void Spacers_and_counting_pixels_are_no_pictures() =>
        Assert.Empty(Rule.Check(Sample.Mail("<p>Short</p><img src='https://a.example/o.gif' width=1 height='1'><img src='s.gif' height='2px'>")));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}
