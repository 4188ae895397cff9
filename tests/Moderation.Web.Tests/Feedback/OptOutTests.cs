using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Reputation;
using Moderation.Web.Tests.Relay;

namespace Moderation.Web.Tests.Feedback;

public sealed class OptOutTests
{
    [Fact]
    public async Task Get_and_head_show_and_change_nothing_and_the_button_acts_once()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 3);
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        var link = OptOutOf(world.Route.Messages.Single(m => m.To == "reader2@readers.example"));
        using var client = Client(world);

        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, link));
        var page = await client.GetStringAsync(link);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Contains("reader2@readers.example", page, StringComparison.Ordinal);
        Assert.Contains("Lighthouse", page, StringComparison.Ordinal);
        Assert.DoesNotContain("__RequestVerificationToken", page, StringComparison.Ordinal);
        Assert.Equal(0, await world.EngineAsync(db => db.Suppressions.CountAsync()));

        for (var i = 0; i < 2; i++)
        {
            using var answer = await client.PostAsync(link, new FormUrlEncodedContent([KeyValuePair.Create("from", "page")]));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Empty(answer.Headers.Where(h => h.Key == "Set-Cookie").SelectMany(h => h.Value));
        }

        var suppression = Assert.Single(await world.EngineAsync(db => db.Suppressions.AsNoTracking().ToListAsync()));
        Assert.Equal((world.Account, "reader2@readers.example", SuppressionReason.OptOut, campaign), (suppression.AccountId, suppression.EmailKey, suppression.Reason, suppression.CampaignId!.Value));
        Assert.StartsWith("opt-out page at ", suppression.Evidence, StringComparison.Ordinal);
        Assert.Equal(1, (await world.CountersAsync(campaign))[EventKind.Unsubscribed]);
        var evidence = Assert.Single(await world.EngineAsync(db => db.Consents.AsNoTracking().ToListAsync()));
        Assert.Equal((ConsentStep.Withdrawn, ConsentMethod.Page, campaign, "everything from Lighthouse Ltd"), (evidence.Step, evidence.Method, evidence.CampaignId!.Value, evidence.Purpose));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_click_works_in_both_encodings_without_redirect_or_cookie(bool multipart)
    {
        await using var world = await RelayWorld.StartAsync(contacts: 2);
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        var message = world.Route.Messages.First();
        using var client = Client(world);
        using HttpContent body = multipart
            ? new MultipartFormDataContent { { new StringContent("One-Click"), "List-Unsubscribe" } }
            : new StringContent("List-Unsubscribe=One-Click", new MediaTypeHeaderValue("application/x-www-form-urlencoded"));

        using var answer = await client.PostAsync(OptOutOf(message), body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(answer.Headers.Where(h => h.Key == "Set-Cookie").SelectMany(h => h.Value));
        await world.UntilCarriedOutAsync();
        var suppression = Assert.Single(await world.EngineAsync(db => db.Suppressions.AsNoTracking().ToListAsync()));
        Assert.Equal(message.To, suppression.EmailKey);
        Assert.StartsWith("one-click POST at ", suppression.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_signed_in_to_the_console_can_opt_out_too()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 2, ("Public:BaseUrl", null));
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        var marketer = await world.App.SignInAsync(await world.App.AddMarketerAsync(await world.App.AddAccountAsync("Another")));

        using var answer = await marketer.PostAsync(OptOutOf(world.Route.Messages.First()), [("from", "page")]);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(world.Account, Assert.Single(await world.EngineAsync(db => db.Suppressions.AsNoTracking().ToListAsync())).AccountId);
    }

    [Fact]
    public async Task The_next_campaign_leaves_out_who_opted_out()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 1_000);
        var first = await world.SendAsync();
        await world.UntilAsync(first, CampaignState.Sent);
        Assert.Equal(1_000, world.Route.Messages.Count);
        var leaver = world.Route.Messages.First();
        using var client = Client(world);
        (await client.PostAsync(OptOutOf(leaver), null)).EnsureSuccessStatusCode();

        var second = await world.SendAsync();
        await world.UntilAsync(second, CampaignState.Sent);

        var next = world.Route.Messages.Skip(1_000).ToList();
        Assert.Equal(999, next.Count);
        Assert.DoesNotContain(next, m => m.To == leaver.To);
    }

    [Fact]
    public async Task A_forged_or_altered_link_opts_nobody_out()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 2);
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        var link = OptOutOf(world.Route.Messages.First());
        using var client = Client(world);

        foreach (var forged in new[] { link[..^1] + (link[^1] == 'A' ? 'B' : 'A'), link + "A", "/u/AAAA", link.Replace("/u/", "/u/AQ", StringComparison.Ordinal), "/u/%ff", ViewOf(world.Route.Messages.First()).Replace("/v/", "/u/", StringComparison.Ordinal) })
        {
            using var shown = await client.GetAsync(forged);
            using var posted = await client.PostAsync(forged, null);
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (shown.StatusCode, posted.StatusCode));
        }

        Assert.Equal(0, await world.EngineAsync(db => db.Suppressions.CountAsync()));
    }

    [Fact]
    public async Task An_opt_out_while_the_campaign_sends_stops_that_recipient()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 150, ("Relay:Connections", "1"));
        world.Route.Delay = TimeSpan.FromMilliseconds(20);
        var earlier = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count >= 5), "some have left");

        // The last in order is the last to be sent; the link is as good as one from an earlier campaign.
        var last = await world.EngineAsync(db => db.Database.SqlQuery<string>($"""select email as "Value" from app.deliveries order by seq desc limit 1""").SingleAsync());
        var token = await world.TokenAsync(earlier, 150);
        using var client = Client(world);
        (await client.PostAsync($"/u/{token}", null)).EnsureSuccessStatusCode();
        await world.UntilAsync(earlier, CampaignState.Sent);

        Assert.DoesNotContain(world.Route.Messages, m => m.To == last);
        Assert.Equal(149, world.Route.Messages.Count);
        var progress = await world.ProgressAsync(earlier);
        Assert.Equal((149, 1), (progress.Accepted, progress.Suppressed));
    }

    [Fact]
    public async Task The_browser_view_shows_the_message_with_the_readers_values_under_a_sandbox()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 2);
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        var message = world.Route.Messages.Single(m => m.To == "reader2@readers.example");
        using var client = Client(world);

        using var answer = await client.GetAsync(ViewOf(message));
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Dear Zo&#235; 2,", page, StringComparison.Ordinal);
        Assert.Contains("https://mail.provider.example/u/", page, StringComparison.Ordinal);
        Assert.StartsWith("sandbox ", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(ViewOf(message) + "A")).StatusCode);
    }

    private static HttpClient Client(RelayWorld world) => world.App.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false });

    private static string OptOutOf(WireMessage message) => new Uri(message.Header("List-Unsubscribe")!.Trim('<', '>')).AbsolutePath;

    // Quoted-printable breaks long lines with "=".
    private static string ViewOf(WireMessage message)
    {
        var text = message.Data.Replace("=\r\n", "", StringComparison.Ordinal);
        var start = text.IndexOf("/v/", StringComparison.Ordinal);
        return text[start..text.IndexOf('"', start)];
    }
}
