using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Mail.Dns;
using Moderation.Mail.SpamFilters;
using Moderation.Web.Intake.Gathering;

namespace Moderation.Web.Tests.Intake.Gathering;

/// <summary>What is outside is looked at before the submission, at the approval and at the release, against real web servers.</summary>
public sealed class NetworkChecksTests
{
    [Fact]
    public async Task A_mail_whose_links_and_sender_are_in_order_has_no_objection_from_outside()
    {
        await using var world = await NetworkWorld.OpenAsync();

        var page = await world.CheckUpAsync(await world.DraftAsync(NetworkWorld.Page));

        Assert.DoesNotContain("link.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("sender.unauthenticated", page, StringComparison.Ordinal);
        Assert.Single(world.Internet.Requests);
    }

    [Fact]
    public async Task A_link_to_nothing_is_shown_with_its_chain_and_a_page_is_asked_once()
    {
        await using var world = await NetworkWorld.OpenAsync();
        world.Internet.Redirect("https://lighthouse.example/old", "https://lighthouse.example/gone");
        var campaign = await world.DraftAsync(NetworkWorld.Page, "https://lighthouse.example/old");

        var page = WebUtility.HtmlDecode(await world.CheckUpAsync(campaign));
        await world.CheckUpAsync(campaign);

        Assert.Contains("link.unreachable", page, StringComparison.Ordinal);
        Assert.Matches("301</span>\\s*<span class=\"hop-address\">https://<b>lighthouse.example</b>/old</span>\\s*<span class=\"hop-certificate\">certificate of", page);
        Assert.Matches("404</span>\\s*<span class=\"hop-address\">https://<b>lighthouse.example</b>/gone", page);
        Assert.Equal(3, world.Internet.Requests.Count);
        Assert.Equal(2, await world.World.ReadAsync(db => db.KnownLinks.CountAsync()));
    }

    [Fact]
    public async Task Links_that_may_act_for_the_reader_are_never_fetched()
    {
        await using var world = await NetworkWorld.OpenAsync();
        world.Internet.Html("https://lighthouse.example/unsubscribe?me=1", "gone").Html("https://lighthouse.example/confirm?x=1", "done");

        await world.CheckUpAsync(await world.DraftAsync(NetworkWorld.Page, "https://lighthouse.example/unsubscribe?me=1", "https://lighthouse.example/confirm?x=1"));

        Assert.Equal($"GET {NetworkWorld.Page}", Assert.Single(world.Internet.Requests));
    }

    [Fact]
    public async Task A_link_that_differs_by_reader_is_followed_with_the_values_of_a_few_recipients()
    {
        await using var world = await NetworkWorld.OpenAsync();

        await world.CheckUpAsync(await world.DraftAsync("https://lighthouse.example/for/{{ contact.email }}"));

        Assert.Equal(3, world.Internet.Requests.Count);
        Assert.All(world.Internet.Requests, request => Assert.Matches("^GET https://lighthouse.example/for/reader[0-9]+%40mailbox.example$", request));
    }

    [Fact]
    public async Task A_page_that_goes_bad_while_the_campaign_waits_stops_the_approval_with_the_difference()
    {
        await using var world = await NetworkWorld.OpenAsync();
        var campaign = await world.SubmitAsync(await world.DraftAsync(NetworkWorld.Page));
        Assert.Equal(CampaignState.Held, campaign.State);
        world.Internet.Redirect(NetworkWorld.Page, "http://lighthouse.example/lamp").Html("http://lighthouse.example/lamp", "plain");
        world.World.App.Clock.Advance(TimeSpan.FromMinutes(6));

        using var stopped = await world.ApproveAsync(campaign);

        Assert.Equal(HttpStatusCode.Conflict, stopped.StatusCode);
        Assert.Contains("link.not-https", await stopped.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(CampaignState.Held, (await world.World.AgainAsync(campaign)).State);
    }

    [Fact]
    public async Task A_page_that_goes_bad_after_the_approval_holds_the_campaign_at_its_release()
    {
        await using var world = await NetworkWorld.OpenAsync();
        var campaign = await world.SubmitAsync(await world.DraftAsync(NetworkWorld.Page));
        using (var approved = await world.ApproveAsync(campaign))
        {
            Assert.Equal(HttpStatusCode.Redirect, approved.StatusCode);
        }

        world.Internet.Html(NetworkWorld.Page, "gone", 404);
        world.World.App.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.False(await world.ReleaseAsync(campaign));
        var held = await world.World.AgainAsync(campaign);
        Assert.Equal(CampaignState.Held, held.State);
        Assert.Contains("leads to nothing", held.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_answer_is_not_checked_and_tried_again_while_the_campaign_waits()
    {
        await using var world = await NetworkWorld.OpenAsync();
        world.Internet.Page("https://lighthouse.example/slow", (_, _) => Task.CompletedTask);
        var campaign = await world.SubmitAsync(await world.DraftAsync("https://lighthouse.example/slow"));
        Assert.Contains("link.unreachable", await world.Ada.ReadAsync($"/queue/{campaign.AccountId}/{campaign.Id}"), StringComparison.Ordinal);

        Assert.False(await RetryAsync(world, campaign));
        world.Internet.Html("https://lighthouse.example/slow", "awake");
        world.World.App.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.True(await RetryAsync(world, campaign));

        var after = await world.World.AgainAsync(campaign);
        Assert.NotEqual(campaign.SubmissionId, after.SubmissionId);
        Assert.DoesNotContain("link.unreachable", await world.Ada.ReadAsync($"/queue/{campaign.AccountId}/{campaign.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_published_blocks_and_a_silent_name_server_is_not_checked()
    {
        await using var world = await NetworkWorld.OpenAsync();
        var campaign = await world.DraftAsync(NetworkWorld.Page);
        var name = $"m{world.World.App.Clock.GetUtcNow().UtcDateTime:yyyyMM}._domainkey.news.lighthouse.example";
        world.Zone.Remove(name, DnsType.Txt);
        var missing = await world.CheckUpAsync(campaign);
        Assert.Contains("sender.unauthenticated", missing, StringComparison.Ordinal);
        Assert.Contains("Blocked", missing, StringComparison.Ordinal);

        world.Zone.Fail(name);
        var silent = await world.CheckUpAsync(campaign);
        Assert.Contains("was not checked", WebUtility.HtmlDecode(silent), StringComparison.Ordinal);
        Assert.DoesNotContain("Blocked", silent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_has_so_many_addresses_fetched_in_an_hour_and_no_more()
    {
        await using var world = await NetworkWorld.OpenAsync(new CheckOptions { Network = true, LinkBudget = TimeSpan.FromSeconds(10), LinksPerHour = 3 });
        var many = Enumerable.Range(0, 10).Select(i => $"https://lighthouse.example/{i}").ToArray();

        var page = await world.CheckUpAsync(await world.DraftAsync(many));
        await world.CheckUpAsync(await world.DraftAsync([.. many.Select(link => link + "b")]));

        Assert.Equal(3, world.Internet.Requests.Count);
        Assert.Contains("not followed", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spam_filter_that_is_silent_holds_and_one_that_is_not_installed_is_named()
    {
        using var silent = new Rspamd(new Uri("http://127.0.0.1:1"), null, new SpamFilterOptions { Timeout = TimeSpan.FromSeconds(2) });
        await using var configured = await NetworkWorld.OpenAsync(filter: silent);
        var held = await configured.CheckUpAsync(await configured.DraftAsync(NetworkWorld.Page));
        Assert.Contains("content.spam-score", held, StringComparison.Ordinal);
        Assert.Contains("Not checked", held, StringComparison.Ordinal);

        await using var bare = await NetworkWorld.OpenAsync();
        var page = await bare.CheckUpAsync(await bare.DraftAsync(NetworkWorld.Page));
        Assert.DoesNotContain("content.spam-score", page, StringComparison.Ordinal);
        Assert.Contains("no spam filter is installed", page, StringComparison.Ordinal);
    }

    private static async Task<bool> RetryAsync(NetworkWorld world, Campaign campaign)
    {
        await using var scope = world.World.App.Services.CreateAsyncScope();
        return await ActivatorUtilities.CreateInstance<LinkRetry>(scope.ServiceProvider).RunAsync(campaign.AccountId, campaign.Id, CancellationToken.None);
    }
}
