using System.Net;
using Microsoft.EntityFrameworkCore;

namespace Moderation.Web.Tests.Pages.Senders;

public sealed class SenderPagesTests(MarketerWorld world) : IClassFixture<MarketerWorld>
{
    [Fact]
    public async Task A_domain_gets_a_key_and_shows_the_record_to_publish()
    {
        using var added = await world.Marketer.SubmitAsync("/senders", [("Domain", "News.Lighthouse.example")], "Domain");
        Assert.Equal("/senders", MarketerWorld.Location(added));
        var page = await world.Marketer.ReadAsync("/senders");
        Assert.Contains("._domainkey.news.lighthouse.example", page, StringComparison.Ordinal);
        Assert.Contains("v=DKIM1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("news.lighthouse.example", await world.Stranger.ReadAsync("/senders"), StringComparison.Ordinal);

        using var taken = await world.Stranger.SubmitAsync("/senders", [("Domain", "news.lighthouse.example")], "Domain");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, taken.StatusCode);
        using var bare = await world.Marketer.PostAsync("/senders?handler=Domain", [("Domain", "x.example")]);
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
    }

    [Theory]
    [InlineData("Shop", "shop@elsewhere.example", "none of your sending domains")]
    [InlineData("Shop", "shop", "no e-mail address")]
    [InlineData("", "shop@lighthouse.example", "Write the name")]
    [InlineData("Shop", "letters@lighthouse.example", "is a sender already")]
    public async Task A_sender_that_cannot_be_used_says_why(string name, string email, string why)
    {
        using var answer = await world.Marketer.SubmitAsync("/senders", [("From.Name", name), ("From.Email", email)], "Sender");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(why, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_at_a_sending_domain_becomes_a_sender()
    {
        using var answer = await world.Marketer.SubmitAsync("/senders", [("From.Name", "Shop"), ("From.Email", "shop@lighthouse.example"), ("From.ReplyTo", "help@lighthouse.example")], "Sender");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.True(await world.ReadAsync(db => db.Senders.AnyAsync(s => s.Name == "Shop")));
    }
}
