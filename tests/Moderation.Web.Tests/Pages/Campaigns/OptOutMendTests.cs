using Moderation.Web.Pages.Campaigns;

namespace Moderation.Web.Tests.Pages.Campaigns;

public sealed class OptOutMendTests
{
    [Theory]
    [InlineData("<p><a class=x href=\"https://shop.example/unsubscribe?id=1&amp;b=2\">here</a></p>", "<p><a class=x href=\"{{ unsubscribe_url }}\">here</a></p>")]
    [InlineData("<p><A HREF='#'>Wypisz się</A></p>", "<p><A HREF='{{ unsubscribe_url }}'>Wypisz się</A></p>")]
    [InlineData("<p>One</p>\r\n<p>Two</p>\r\n<p><a href='#'>Unsubscribe</a></p>\r\n", "<p>One</p>\n<p>Two</p>\n<p><a href='{{ unsubscribe_url }}'>Unsubscribe</a></p>\n")]
    [InlineData("<p><a href=#x>Unsubscribe</a></p>", "<p><a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></p>")]
    public void The_customers_own_opt_out_link_gets_our_target_and_nothing_else_changes(string html, string mended) =>
        Assert.Equal(mended, OptOutMend.Apply(html, "").Html);

    [Fact]
    public void Without_one_a_footer_is_added_before_the_end_of_the_body()
    {
        var html = OptOutMend.Apply("<html><body><p>Hello</p></body></html>", "").Html;
        Assert.Contains("<p>Hello</p><div", html, StringComparison.Ordinal);
        Assert.Contains("href=\"{{ unsubscribe_url }}\"", html, StringComparison.Ordinal);
        Assert.EndsWith("</body></html>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_part_gets_the_bare_address() =>
        Assert.Equal("Hello\n\n--\nUnsubscribe: {{ unsubscribe_url }}\n", OptOutMend.Apply("", "Hello\n").Text);

    [Fact]
    public void What_is_right_already_stays_as_it_is()
    {
        const string Html = "<p><a href='{{unsubscribe_url}}'>Stop</a></p>";
        Assert.Equal((Html, "Bye {{ unsubscribe_url }}"), OptOutMend.Apply(Html, "Bye {{ unsubscribe_url }}"));
        Assert.Equal(("", ""), OptOutMend.Apply("", ""));
    }
}
