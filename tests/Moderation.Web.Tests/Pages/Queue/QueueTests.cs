using System.Net;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.Pages.Queue;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.Queue;

public sealed class QueueTests : IAsyncLifetime
{
    private QueueWorld _world = null!;
    private Visitor _ada = null!;

    public async Task InitializeAsync()
    {
        _world = await QueueWorld.StartAsync();
        _ada = await _world.App.SignInAsync(_world.Ada);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_marketer_cannot_open_the_pages_of_staff()
    {
        var held = await _world.HoldAsync("Autumn letter");
        var marketer = await _world.App.SignInAsync(_world.Marketer);
        foreach (var address in new[] { "/queue", _world.Address(held.Id), _world.Address(held.Id) + "/source?part=html", "/decisions", "/accounts", $"/accounts/{_world.Account.Id}" })
        {
            using var answer = await marketer.GetAsync(address);
            Assert.True(
                answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound || answer.Headers.Location?.ToString().Contains("/denied", StringComparison.Ordinal) == true,
                $"{address} answered {answer.StatusCode}.");
        }
    }

    [Fact]
    public async Task An_empty_queue_says_so() =>
        Assert.Contains("Queue clear", await _ada.ReadAsync("/queue"), StringComparison.Ordinal);

    [Fact]
    public async Task The_earliest_due_stands_first()
    {
        await _world.HoldAsync("Patient letter", QueueWorld.New);
        await _world.HoldAsync("Questioned letter", QueueWorld.New, QueueWorld.Link);
        await _world.HoldAsync("Hurried letter", _world.Now.AddMinutes(45), _world.Marketer.Id, QueueWorld.New);
        var page = await _ada.ReadAsync("/queue");
        var places = new[] { "Hurried letter", "Questioned letter", "Patient letter" }.Select(subject => page.IndexOf(subject, StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public async Task Filters_stand_in_the_address()
    {
        await _world.HoldAsync("Plain letter", QueueWorld.New);
        var linked = await _world.HoldAsync("Linked letter", QueueWorld.New, QueueWorld.Link);
        var byRule = await _ada.ReadAsync("/queue?rule=link.unreachable");
        Assert.Contains("Linked letter", byRule, StringComparison.Ordinal);
        Assert.DoesNotContain("Plain letter", byRule, StringComparison.Ordinal);

        using var escalated = await _world.DecideAsync(_ada, linked.Id, DecisionKind.Escalate);
        var byState = await _ada.ReadAsync("/queue?state=escalated");
        Assert.Contains("Linked letter", byState, StringComparison.Ordinal);
        Assert.DoesNotContain("Plain letter", byState, StringComparison.Ordinal);

        Assert.DoesNotContain("Plain letter", await _ada.ReadAsync($"/queue?account={Guid.NewGuid()}"), StringComparison.Ordinal);
        Assert.Contains("Plain letter", await _ada.ReadAsync($"/queue?account={_world.Account.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_by_key_show_each_campaign_once()
    {
        for (var i = 0; i < 7; i++)
        {
            await _world.HoldAsync($"Letter {i}");
        }

        var (seen, from) = (new List<Guid>(), (QueueFrom?)null);
        for (var reads = 0; reads < 4; reads++)
        {
            var page = await _world.App.AsEngineAsync(db => ((ModerationDb)db).ReadQueueAsync(new QueueFilter(), from, 3, _world.Ada.Id, _world.Now, CancellationToken.None));
            seen.AddRange(page.Rows.Select(row => row.CampaignId));
            if (page.Next is not { } next)
            {
                break;
            }

            from = new QueueFrom(next);
        }

        Assert.Equal(7, seen.Count);
        Assert.Equal(7, seen.Distinct().Count());
        var last = await _world.App.AsEngineAsync(db => ((ModerationDb)db).ReadQueueAsync(new QueueFilter(), from! with { Backwards = true }, 10, _world.Ada.Id, _world.Now, CancellationToken.None));
        Assert.Equal(seen.Take(5), last.Rows.Select(row => row.CampaignId));
    }

    [Fact]
    public async Task Every_finding_has_what_where_why_and_how_to_fix_and_a_link_into_the_mail()
    {
        var held = await _world.HoldAsync("Autumn letter", QueueWorld.New, QueueWorld.Link);
        var page = await _ada.ReadAsync(_world.Address(held.Id));
        Assert.Contains(QueueWorld.Link.Message, page, StringComparison.Ordinal);
        Assert.Contains(QueueWorld.Link.Fix, page, StringComparison.Ordinal);
        Assert.Matches("<a href=\"/campaigns/[^\"]+#f-1\" target=\"mail\">", page);
        Assert.Contains($"href=\"/accounts/{_world.Account.Id}\"", page, StringComparison.Ordinal);
        Assert.Contains("<iframe class=\"mail-frame w600\" sandbox=\"\" name=\"mail\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_rules_found_in_the_mail_is_ticked_and_what_they_found_in_the_account_is_not()
    {
        var held = await _world.HoldAsync("Autumn letter", QueueWorld.New, QueueWorld.Link);
        var page = await _ada.ReadAsync(_world.Address(held.Id));
        Assert.Matches("value=\"link.unreachable\"[^>]*checked", page);
        Assert.DoesNotMatch("value=\"account.new\"[^>]*checked", page);
    }

    [Fact]
    public async Task The_source_is_plain_text_that_nothing_interprets()
    {
        var held = await _world.HoldAsync("Autumn letter");
        using var source = await _ada.GetAsync(_world.Address(held.Id) + "/source?part=html");
        Assert.Equal("text/plain", source.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("sandbox", Assert.Single(source.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains("{{ unsubscribe_url }}", await source.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("news@lighthouse.example", await _ada.ReadAsync(_world.Address(held.Id) + "/source?part=headers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_campaign_of_another_account_under_this_account_is_not_there()
    {
        var held = await _world.HoldAsync("Autumn letter");
        using var answer = await _ada.GetAsync($"/queue/{Guid.NewGuid()}/{held.Id}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(CampaignState.Held, (await _world.CampaignAsync(held.Id)).State);
    }
}
