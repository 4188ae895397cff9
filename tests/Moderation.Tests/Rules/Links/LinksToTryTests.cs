using Moderation.Campaigns;
using Moderation.Rules.Links;

namespace Moderation.Tests.Rules.Links;

public sealed class LinksToTryTests
{
    [Theory]
    [InlineData("https://a.example/x?y=1")]
    [InlineData("http://a.example/")]
    [InlineData("https://a.example/how-to-confirm-an-order")]
    [InlineData("https://a.example/blog/verified-buyers?utm_campaign=news")]
    [InlineData("https://a.example/optimist")]
    [InlineData("https://a.example/subscribe")]
    public void Pages_are_tried(string address)
    {
        var link = Assert.Single(LinksToTry.In(Sample.Mail($"<p><a href=\"{address}\">Read on</a></p>")).Links);

        Assert.Equal(LinkTreatment.Tried, link.Treatment);
        Assert.Equal([address], link.Tries);
    }

    [Theory]
    [InlineData("https://a.example/unsubscribe?id=1", "here")]
    [InlineData("https://a.example/OptOut", "here")]
    [InlineData("https://a.example/abmelden/1", "here")]
    [InlineData("https://a.example/1", "Unsubscribe")]
    [InlineData("https://a.example/1", "Wypisz się")]
    [InlineData("https://a.example/1", "Manage preferences")]
    [InlineData("https://a.example/1", "<img src=x alt='Se désabonner'>")]
    [InlineData("https://a.example/confirm/1", "here")]
    [InlineData("https://a.example/?action=confirm", "here")]
    [InlineData("https://a.example/verify-email?t=1", "here")]
    [InlineData("https://a.example/email_verification", "here")]
    [InlineData("https://a.example/double-optin?c=1", "here")]
    [InlineData("https://a.example/?opt_in", "here")]
    [InlineData("https://a.example/account/preferences", "here")]
    [InlineData("https://a.example/1", "Confirm your address")]
    [InlineData("https://a.example/1", "Jetzt bestätigen")]
    [InlineData("https://a.example/1", "Подтвердить подписку")]
    public void What_may_act_for_the_reader_never_is(string address, string words)
    {
        var link = Assert.Single(LinksToTry.In(Sample.Mail($"<p><a href=\"{address}\">{words}</a></p>")).Links);

        Assert.Equal(LinkTreatment.MayAct, link.Treatment);
        Assert.Empty(link.Tries);
        Assert.NotNull(link.Why);
    }

    [Theory]
    [InlineData("<p>If you no longer wish to receive these mails, <b><a href='https://a.example/1'>click here</a></b>.</p>", null)]
    [InlineData("<p><a href='https://a.example/1'>Read on</a></p><p><a href='https://a.example/1'>Unsubscribe</a></p>", null)]
    [InlineData(null, "Unsubscribe: https://a.example/1")]
    [InlineData(null, "To unsubscribe follow this address:\n\nhttps://a.example/1")]
    public void Nor_is_one_whose_sentence_or_other_place_says_so(string? html, string? text) =>
        Assert.Equal(LinkTreatment.MayAct, Assert.Single(LinksToTry.In(Sample.Mail(html, text)).Links).Treatment);

    [Theory]
    [InlineData("<p><a href='https://a.example/1'>Shop</a> · <a href='{{ unsubscribe_url }}'>Unsubscribe</a></p>", null)]
    [InlineData(null, "Unsubscribe: {{ unsubscribe_url }} or https://b.example/\nShop: https://a.example/1")]
    public void A_neighbour_of_an_opt_out_is_tried(string? html, string? text) =>
        Assert.Equal(LinkTreatment.Tried, LinksToTry.In(Sample.Mail(html, text)).Links.Single(link => link.Address == "https://a.example/1").Treatment);

    [Theory]
    [InlineData("{{ unsubscribe_url }}")]
    [InlineData("{{ browser_url }}")]
    [InlineData("mailto:a@a.example")]
    [InlineData("#top")]
    [InlineData("javascript:alert(1)")]
    [InlineData("www.a.example")]
    [InlineData("https://{{ contact.last_name }}.example/")]
    [InlineData("https://{{ shop }}/")]
    public void What_is_ours_no_page_or_blocked_as_it_stands_needs_no_try(string address) =>
        Assert.Equal(LinkTreatment.NotNeeded, Assert.Single(LinksToTry.In(Sample.Mail($"<p><a href=\"{address}\">x</a></p>")).Links).Treatment);

    [Fact]
    public void A_link_that_differs_by_reader_is_tried_for_three_of_them()
    {
        var plan = LinksToTry.In(Mail("Zoë & Co", "", "Ann", "Bob"));

        Assert.Equal(["https://a.example/?n=Zo%C3%AB%20%26%20Co", "https://a.example/?n=reader", "https://a.example/?n=Ann"], Assert.Single(plan.Links).Tries);
        Assert.Equal(3, plan.Addresses.Count);
    }

    [Fact]
    public void Without_any_readers_data_it_is_unknown() => Assert.Equal(LinkTreatment.Unknown, Assert.Single(LinksToTry.In(Mail()).Links).Treatment);

    [Fact]
    public void The_worst_of_what_the_three_got_is_what_was_seen()
    {
        var plan = LinksToTry.In(Mail("Ann", "Bob"));
        var seen = plan.Addresses.ToDictionary(address => address, Probes.Page);
        Assert.Equal(LinkEnd.Page, plan.Probes(seen)[plan.Links[0].Address].End);

        seen["https://a.example/?n=Bob"] = Probes.Of(LinkEnd.Gone);
        Assert.Equal(LinkEnd.Gone, plan.Probes(seen)[plan.Links[0].Address].End);

        seen.Remove("https://a.example/?n=Ann");
        Assert.Empty(plan.Probes(seen));
    }

    private static Submission Mail(params string[] names) => new(Sample.Mail("<a href=\"https://a.example/?n={{ contact.first_name | default: 'reader' }}\">x</a>").Content)
    {
        Audience = new AudienceFacts
        {
            Recipients = 1000,
            MergeSamples = names.Select(name => new MergeSample("a…", new Dictionary<string, string> { ["contact.first_name"] = name })).ToList(),
        },
    };
}
