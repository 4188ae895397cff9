using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Web.Tests.Pages;

/// <summary>That mail does not leave is said where people wonder about it: to staff with the reason, to marketers without.</summary>
public sealed class RelayNoteTests : IAsyncLifetime
{
    private const string Problem = "mx.provider.example refused the connection.";

    private QueueWorld _world = null!;
    private Visitor _ada = null!;

    public async Task InitializeAsync()
    {
        _world = await QueueWorld.StartAsync();
        _ada = await _world.App.SignInAsync(_world.Ada);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task The_queue_says_that_no_node_sends()
    {
        Assert.Contains("No node with the role Relay is running.", await _ada.ReadAsync("/queue"), StringComparison.Ordinal);
        await ReportAsync("one", problem: null);
        Assert.DoesNotContain("relay-note", await _ada.ReadAsync("/queue"), StringComparison.Ordinal);
        _world.App.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Contains("No mail leaves now.", await _ada.ReadAsync("/queue"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_node_of_two_that_cannot_send_is_said_to_be_one()
    {
        await ReportAsync("one", problem: null);
        await ReportAsync("two", Problem);
        var queue = await _ada.ReadAsync("/queue");
        Assert.Contains("Mail leaves more slowly.", queue, StringComparison.Ordinal);
        Assert.Contains("1 of 2 nodes cannot send: mx.provider.example:25, since", queue, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_campaign_that_cannot_leave_says_so_to_staff_with_the_reason_and_to_its_marketer_without()
    {
        await ReportAsync("one", Problem);
        var campaign = await _world.HoldAsync("A letter on its way");
        await _world.DecideAsync(_ada, campaign.Id, DecisionKind.Approve);
        await _world.App.AsEngineAsync(db => db.Campaigns.Where(c => c.Id == campaign.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.State, CampaignState.Sending)));
        foreach (var page in new[] { "/queue", "/decisions", _world.Address(campaign.Id) })
        {
            Assert.Contains(Problem, await _ada.ReadAsync(page), StringComparison.Ordinal);
        }

        var marketer = await _world.App.SignInAsync(_world.Marketer);
        foreach (var page in new[] { "/campaigns", $"/campaigns/{campaign.Id}", $"/campaigns/{campaign.Id}?handler=Progress" })
        {
            var text = await marketer.ReadAsync(page);
            Assert.Contains("Sending is waiting", text, StringComparison.Ordinal);
            Assert.DoesNotContain("mx.provider.example", text, StringComparison.Ordinal);
        }

        await ReportAsync("one", problem: null);
        Assert.DoesNotContain("Sending is waiting", await marketer.ReadAsync($"/campaigns/{campaign.Id}"), StringComparison.Ordinal);
    }

    private Task ReportAsync(string node, string? problem) => _world.App.AsEngineAsync(db => db.Database.ExecuteSqlAsync(
        $"""
        insert into app.relay_nodes (node, route, problem, since, seen_at) values ({node}, 'mx.provider.example:25', {problem}, {_world.Now}, {_world.Now})
        on conflict (node) do update set problem = excluded.problem
        """));
}
