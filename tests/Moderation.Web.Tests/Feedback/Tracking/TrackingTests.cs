using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Feedback.Tracking;

public sealed class TrackingTests
{
    [Fact]
    public async Task Every_link_leads_to_its_stored_target_and_after_a_polite_end_the_rows_equal_the_answers()
    {
        await using var world = await TrackedWorld.SendAsync(contacts: 40);
        using var client = world.Program();
        var answers = 0;

        await Parallel.ForAsync(1, 41, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (reader, _) =>
        {
            var paths = world.PathsOf(reader);
            Assert.Equal(5, paths.Count);
            for (var link = 0; link < 3; link++)
            {
                using var followed = await TrackedWorld.GetAsync(client, paths[link], HttpStatusCode.Found);
                Assert.Equal(TrackedWorld.Targets[link], followed.Headers.Location!.OriginalString);
                Assert.True(followed.Headers.CacheControl!.NoStore);
                Interlocked.Increment(ref answers);
            }

            using var opened = await TrackedWorld.GetAsync(client, paths[4], HttpStatusCode.OK);
            Assert.Equal("image/gif", opened.Content.Headers.ContentType!.MediaType);
            Assert.Equal(43, (await opened.Content.ReadAsByteArrayAsync(_)).Length);
            Assert.True(opened.Headers.CacheControl!.NoStore);
            Interlocked.Increment(ref answers);
        });

        // Nothing waits for the batch: what was answered is written before the server goes.
        await world.Relay.StopNodesAsync();
        Assert.Equal(160, answers);
        Assert.Equal("160", await world.AskAsync("select count(*) from app.events"));
        Assert.Equal("40 160", await world.AskAsync("select count(distinct seq) || ' ' || count(*) from app.events where ip = '127.0.0.1' and user_agent like 'Mozilla/5.0 (X11%' and not is_head"));
        Assert.Equal("1:40 2:40 3:40", await world.AskAsync("select string_agg(link || ':' || n, ' ' order by link) from (select link, count(*) n from app.events where kind = 2 group by link) x"));
    }

    [Fact]
    public async Task A_forged_token_and_a_foreign_target_are_refused_and_leave_no_row()
    {
        await using var world = await TrackedWorld.SendAsync(contacts: 2);
        using var client = world.Program();
        var link = world.PathsOf(1)[0];
        var ring = await world.Relay.Services.GetRequiredService<TokenKeys>().RingAsync(CancellationToken.None);
        var number = (await world.Relay.CampaignAsync(world.Campaign)).Number;
        var other = link[^5] == 'A' ? 'B' : 'A';

        foreach (var path in new[]
        {
            link[..^5] + other + link[^4..],
            link[..^1],
            "/r/x", "/r/AQEBdW5rbm93bi10b2tlbi1vZi0xNi1vY3RldHM", "/o/AQEBdW5rbm93bi10b2tlbi1vZi0xNi1vY3RldHM",
            // Signed, but for something else: an opening, an opt-out, a link that is not stored, a campaign that is none.
            "/r" + world.PathsOf(1)[4][2..],
            "/o" + link[2..],
            $"/r/{ring.ForUrl(TokenPurpose.OptOut, new DeliveryRef(number, 1), ring.Newest)}",
            $"/r/{ring.ForLink(new DeliveryRef(number, 1), 99, ring.Newest)}",
            $"/r/{ring.ForLink(new DeliveryRef(number + 1_000_000, 1), 1, ring.Newest)}",
        })
        {
            using var answer = await TrackedWorld.GetAsync(client, path, HttpStatusCode.NotFound);
            Assert.Null(answer.Headers.Location);
        }

        // Nothing that is added to an address changes where it leads.
        using var foreign = await TrackedWorld.GetAsync(client, link + "?url=https://evil.example/&target=//evil.example", HttpStatusCode.Found);
        Assert.Equal(TrackedWorld.Targets[0], foreign.Headers.Location!.OriginalString);
        await world.UntilRowsAsync(1);
    }

    [Fact]
    public async Task Head_is_answered_as_get_is_and_marked()
    {
        await using var world = await TrackedWorld.SendAsync(contacts: 1);
        using var client = world.Program();

        using var followed = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri(world.PathsOf(1)[0], UriKind.Relative)));
        using var opened = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri(world.PathsOf(1)[4], UriKind.Relative)));

        Assert.Equal(HttpStatusCode.Found, followed.StatusCode);
        Assert.Equal(43, opened.Content.Headers.ContentLength);
        await world.UntilRowsAsync(2);
        Assert.Equal("2", await world.AskAsync("select count(*) from app.events where is_head"));
    }

    [Fact]
    public async Task An_account_can_do_without_and_what_was_settled_at_the_release_stays()
    {
        await using var world = await TrackedWorld.SendAsync(
            contacts: 1, relay => relay.EngineAsync(db => db.Accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.TrackOpens, false).SetProperty(a => a.TrackClicks, false))));

        Assert.Empty(world.AddressesOf(1));
        Assert.Contains("https://lighthouse.example/hours", TrackedWorld.Decoded(world.Message(1)), StringComparison.Ordinal);
        var campaign = await world.Relay.CampaignAsync(world.Campaign);
        Assert.Equal((false, false), (campaign.TracksOpens, campaign.TracksClicks));
        Assert.Equal("0", await world.AskAsync("select count(*) from app.campaign_links"));
    }

    [Fact]
    public async Task Opens_and_clicks_are_switched_off_apart()
    {
        await using var world = await TrackedWorld.SendAsync(contacts: 1, relay => relay.EngineAsync(db => db.Accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.TrackClicks, false))));

        Assert.StartsWith("https://mail.provider.example/o/", Assert.Single(world.AddressesOf(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_admin_switches_off_on_the_profile_is_in_no_later_mail_and_not_measured_in_its_report()
    {
        ConsoleApp? console = null;
        await using var world = await TrackedWorld.SendAsync(contacts: 1, async relay =>
        {
            console = relay.StartNode(("Roles", "Console"), ("Public:BaseUrl", null));
            var admin = await console.SignInAsync(await console.AddUserAsync("root@provider.example", Role.Admin));
            using var saved = await admin.SubmitAsync($"/accounts/{relay.Account}/profile",
                [("Input.Name", "Lighthouse Ltd"), ("Input.Industry", "Cafés"), ("Input.Description", "They write to their guests."), ("Input.TrackOpens", "true"), ("Input.TrackOpens", "false"), ("Input.TrackClicks", "false")]);
            Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        });

        Assert.Contains("/o/", Assert.Single(world.AddressesOf(1)), StringComparison.Ordinal);
        Assert.Contains("https://lighthouse.example/hours", TrackedWorld.Decoded(world.Message(1)), StringComparison.Ordinal);
        var marketer = await console!.SignInAsync(await console.AddUserAsync("keeper@lighthouse.example", Role.Marketer, world.Relay.Account));
        Assert.Contains("Not measured: clicks of this mailing are not counted.", await marketer.ReadAsync($"/campaigns/{world.Campaign}/report"), StringComparison.Ordinal);
        Assert.Contains("figures,Clicked,not measured", await marketer.ReadAsync($"/campaigns/{world.Campaign}/report?handler=Csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_lead_over_the_accounts_own_host_once_it_is_verified()
    {
        await using var world = await TrackedWorld.SendAsync(contacts: 1, relay => relay.InAsync(relay.Account, async (db, _) =>
        {
            var domain = await db.SendingDomains.SingleAsync();
            domain.TrackOver(DomainName.Parse($"click.{domain.Name}"));
            domain.SawTracking(leadsHere: true, DateTimeOffset.UnixEpoch);
            await db.SaveChangesAsync();
        }));

        Assert.All(world.AddressesOf(1), address => Assert.StartsWith($"https://click.d{world.Relay.Account:N}.example/", address, StringComparison.Ordinal));
        using var client = world.Program();
        using var followed = await TrackedWorld.GetAsync(client, world.PathsOf(1)[1], HttpStatusCode.Found);
        Assert.Equal(TrackedWorld.Targets[1], followed.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Whoever_is_erased_leaves_no_address_and_no_program_behind()
    {
        await using var world = await TrackedWorld.SendAsync(contacts: 2);
        using var client = world.Program();
        using var first = await TrackedWorld.GetAsync(client, world.PathsOf(1)[4], HttpStatusCode.OK);
        using var second = await TrackedWorld.GetAsync(client, world.PathsOf(2)[4], HttpStatusCode.OK);
        await world.UntilRowsAsync(2);

        await world.Relay.InAsync(world.Relay.Account, (_, services) =>
            services.GetRequiredService<Web.Feedback.Erasure>().RunAsync(world.Relay.Account, "reader1@readers.example", Guid.NewGuid(), "Author", CancellationToken.None));

        Assert.Equal("2 1", await world.AskAsync("select count(*) || ' ' || count(ip) from app.events"));
    }
}
