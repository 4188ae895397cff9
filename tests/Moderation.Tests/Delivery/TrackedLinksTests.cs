using Moderation.Campaigns;
using Moderation.Delivery;

namespace Moderation.Tests.Delivery;

public sealed class TrackedLinksTests
{
    [Theory]
    [InlineData("<a href=\"https://shop.example/a?b=1&amp;c=2\">Offers</a>", "https://shop.example/a?b=1&c=2")]
    [InlineData("<a href='http://shop.example/'>Offers</a>", "http://shop.example/")]
    [InlineData("<a class=x href=https://shop.example/x>Offers</a>", "https://shop.example/x")]
    [InlineData("<a title=\"a > b href=no\" HREF = \"\n https://shop.example/x \">Offers</a>", "https://shop.example/x")]
    [InlineData("<map><area href=\"https://shop.example/x\" alt=\"Map\"></map>", "https://shop.example/x")]
    [InlineData("<a href=\"https://müller.example/ü\">Offers</a>", "https://xn--mller-kva.example/%C3%BC")]
    public void A_link_leads_over_us_to_where_it_led(string link, string target)
    {
        var targets = TrackedLinks.Targets(link, null);
        Assert.Equal([target], targets);

        var template = TrackedLinks.Html(link, Numbers(targets), opens: false);

        Assert.Equal([1, TrackedAddress.Trap], template.Pieces.OfType<TrackedAddress>().Select(place => place.Number));
        Assert.DoesNotContain("example/", template.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<a href=\"https://shop.example/\">https://shop.example/</a>")]
    [InlineData("<a href=\"https://shop.example/\">www.shop.example</a>")]
    [InlineData("<a href=\"https://www.shop.example/a\">Shop.Example, the shop</a>")]
    [InlineData("<a href=\"https://other.example/\">www.shop.com</a>")]
    [InlineData("<a href=\"mailto:a@shop.example\">Write</a>")]
    [InlineData("<a href=\"tel:+49123\">Call</a>")]
    [InlineData("<a href=\"#top\">Top</a>")]
    [InlineData("<a href=\"{{ unsubscribe_url }}\">Opt out</a>")]
    [InlineData("<a href=\"{{ browser_url }}\">Browser</a>")]
    [InlineData("<a href=\"https://shop.example/{{ contact.first_name }}\">Hello</a>")]
    [InlineData("<a href=\"https://shop.example/{% if x %}\">Hello</a>")]
    [InlineData("<a href=\"https://user:secret@shop.example/\">Hello</a>")]
    [InlineData("<a href=\"javascript:alert(1)\">Hello</a>")]
    [InlineData("<a name=\"x\">Hello</a>")]
    [InlineData("<!-- <a href=\"https://shop.example/\">Hello</a> -->")]
    public void What_need_not_or_must_not_be_counted_stays_as_it_is(string html)
    {
        Assert.Empty(TrackedLinks.Targets(html, null));
        Assert.Equal(html, TrackedLinks.Html(html, new Dictionary<string, int> { ["https://shop.example/"] = 1, ["https://other.example/"] = 2 }, opens: false).Source);
    }

    [Fact]
    public void The_same_target_has_one_number_in_both_parts_and_the_rest_of_the_mail_stays()
    {
        const string Html = "<html><body><p>Dear {{ contact.first_name }},</p><a href=\"https://a.example/\">A</a> <a href=\"https://b.example/\">B</a> <a href=\"https://a.example/\">A again</a></body></html>";
        const string Text = "See https://a.example/. And (https://c.example/x). {{ unsubscribe_url }}";
        var targets = TrackedLinks.Targets(Html, Text);
        Assert.Equal(["https://a.example/", "https://b.example/", "https://c.example/x"], targets);

        var html = TrackedLinks.Html(Html, Numbers(targets), opens: true);
        var text = TrackedLinks.Text(Text, Numbers(targets));

        Assert.Equal([1, 2, 1, TrackedAddress.Trap, TrackedAddress.Pixel], html.Pieces.OfType<TrackedAddress>().Select(place => place.Number));
        Assert.True(html.Uses(PlaceholderNames.FirstName));
        Assert.EndsWith("></body></html>", html.Source, StringComparison.Ordinal);
        Assert.Equal([1, 3], text.Pieces.OfType<TrackedAddress>().Select(place => place.Number));
        Assert.Equal("See . And (). {{ unsubscribe_url }}", text.Source);
    }

    [Fact]
    public void Without_clicks_only_the_picture_is_added()
    {
        var template = TrackedLinks.Html("<p>Hello <a href=\"https://a.example/\">A</a></p>", new Dictionary<string, int>(), opens: true);

        Assert.Equal([TrackedAddress.Pixel], template.Pieces.OfType<TrackedAddress>().Select(place => place.Number));
        Assert.Contains("https://a.example/", template.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_is_not_stored_is_not_rewritten()
    {
        var template = TrackedLinks.Html("<a href=\"https://a.example/\">A</a><a href=\"https://b.example/\">B</a>", new Dictionary<string, int> { ["https://b.example/"] = 7 }, opens: false);

        Assert.Equal([7, TrackedAddress.Trap], template.Pieces.OfType<TrackedAddress>().Select(place => place.Number));
        Assert.Contains("https://a.example/", template.Source, StringComparison.Ordinal);
    }

    private static Dictionary<string, int> Numbers(IReadOnlyList<string> targets) => targets.Select((url, i) => (url, i)).ToDictionary(one => one.url, one => one.i + 1);
}
