using Moderation.Campaigns;

namespace Moderation.Tests.Campaigns;

public sealed class PreheaderTests
{
    [Fact]
    public void It_becomes_the_first_words_of_the_body()
    {
        var html = Preheader.PutInto("<html><body class=\"a\"><p>Hello</p></body></html>", "New books");
        Assert.StartsWith("<html><body class=\"a\"><div", html, StringComparison.Ordinal);
        Assert.Contains(">New books&#847;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Markup_in_it_is_text() =>
        Assert.Contains("&lt;b&gt;", Preheader.PutInto("<p>x</p>", "<b>"), StringComparison.Ordinal);

    [Fact]
    public void Without_one_the_html_stays_as_it_is() => Assert.Equal("<p>x</p>", Preheader.PutInto("<p>x</p>", " "));
}
