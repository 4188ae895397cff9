using System.Net;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.Queue;

public sealed class UndoTests : IAsyncLifetime
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
    public async Task Within_the_window_the_approval_is_taken_back_and_nothing_is_reserved()
    {
        var (held, opened) = await ApproveAsync();
        _world.App.Clock.Advance(TimeSpan.FromSeconds(20));
        using var undone = await opened.PostAsync("Undo");
        Assert.Equal(HttpStatusCode.Redirect, undone.StatusCode);
        var campaign = await _world.CampaignAsync(held);
        Assert.Equal(CampaignState.Held, campaign.State);
        Assert.Null(campaign.ApprovedHash);
        Assert.NotNull(Assert.Single(await _world.DecisionsAsync(held)).UndoneAt);
        Assert.Equal(0, await _world.App.AsEngineAsync(db => db.VolumeReservations.CountAsync(r => r.CampaignId == held)));
        Assert.Equal(["campaign.approved", "campaign.approval-undone"], await _world.StepsAsync(held));

        using var again = await _world.DecideAsync(_ada, held, DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
    }

    [Fact]
    public async Task After_the_window_it_is_too_late_and_sending_can_be_stopped()
    {
        var (held, opened) = await ApproveAsync();
        _world.App.Clock.Advance(TimeSpan.FromSeconds(31));
        using var late = await opened.PostAsync("Undo");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("Stop sending", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(CampaignState.Releasing, (await _world.CampaignAsync(held)).State);

        using var stopped = await opened.PostAsync("Stop");
        Assert.Equal(HttpStatusCode.Redirect, stopped.StatusCode);
        var campaign = await _world.CampaignAsync(held);
        Assert.Equal(CampaignState.Stopped, campaign.State);
        Assert.Equal("Stopped by ada.", campaign.Notice);
        Assert.Equal("campaign.stopped", (await _world.StepsAsync(held))[^1]);
    }

    [Fact]
    public async Task What_was_undone_is_marked_among_the_decisions()
    {
        var (_, opened) = await ApproveAsync();
        using var undone = await opened.PostAsync("Undo");
        var page = await _ada.ReadAsync("/decisions");
        Assert.Contains("Autumn letter", page, StringComparison.Ordinal);
        Assert.Contains("Undone", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_refused_undo_the_form_decides_and_does_not_undo()
    {
        var (_, opened) = await ApproveAsync();
        using (await opened.PostAsync("Undo"))
        {
        }

        using var refused = await opened.PostAsync("Undo");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var page = await refused.Content.ReadAsStringAsync();
        var form = page[page.IndexOf("id=\"decide\"", StringComparison.Ordinal)..];
        Assert.DoesNotContain("handler=", form[..form.IndexOf('>', StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    private async Task<(Guid Campaign, OpenReview Opened)> ApproveAsync()
    {
        var held = await _world.HoldAsync("Autumn letter");
        var opened = await _world.OpenAsync(_ada, held.Id);
        using var approved = await opened.DecideAsync(DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Redirect, approved.StatusCode);
        return (held.Id, opened);
    }
}
