using System.Net;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.Queue;

public sealed class ClaimTests : IAsyncLifetime
{
    private QueueWorld _world = null!;
    private Visitor _ada = null!;
    private Visitor _ben = null!;
    private Campaign _held = null!;

    public async Task InitializeAsync()
    {
        _world = await QueueWorld.StartAsync();
        _ada = await _world.App.SignInAsync(_world.Ada);
        _ben = await _world.App.SignInAsync(_world.Ben);
        _held = await _world.HoldAsync("Autumn letter");
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Looking_claims_nothing_and_changes_nothing()
    {
        await _ada.ReadAsync("/queue");
        await _ada.ReadAsync(_world.Address(_held.Id));
        using var claim = await _ada.GetAsync(_world.Address(_held.Id) + "/claim");
        using var undo = await _ada.GetAsync(_world.Address(_held.Id) + "?handler=Undo");
        Assert.Equal(0, await _world.App.AsEngineAsync(db => db.Claims.CountAsync()));
        Assert.Equal(_held.Version, (await _world.CampaignAsync(_held.Id)).Version);
        Assert.Empty(await _world.StepsAsync(_held.Id));
    }

    [Fact]
    public async Task A_claimed_campaign_can_be_looked_at_but_not_decided_by_another()
    {
        var before = await _world.OpenAsync(_ben, _held.Id);
        await ClaimAsync(_ada);
        var page = await _ben.ReadAsync(_world.Address(_held.Id));
        Assert.Contains("has claimed this campaign until", page, StringComparison.Ordinal);
        Assert.Contains("ada", page, StringComparison.Ordinal);

        using var refused = await before.DecideAsync(DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("ada has claimed this campaign until", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(CampaignState.Held, (await _world.CampaignAsync(_held.Id)).State);
    }

    [Fact]
    public async Task A_lease_ends_five_minutes_after_the_last_heartbeat()
    {
        await ClaimAsync(_ada);
        _world.App.Clock.Advance(TimeSpan.FromMinutes(4));
        using var beat = await PostAsync(_ada, "?handler=Heartbeat");
        Assert.Equal(HttpStatusCode.OK, beat.StatusCode);
        _world.App.Clock.Advance(TimeSpan.FromMinutes(4.9));
        await ClaimAsync(_ben);
        Assert.Equal(_world.Ada.Id, (await HolderAsync())!.UserId);

        _world.App.Clock.Advance(TimeSpan.FromMinutes(0.2));
        await ClaimAsync(_ben);
        Assert.Equal(_world.Ben.Id, (await HolderAsync())!.UserId);
        using var late = await PostAsync(_ada, "?handler=Heartbeat");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.StartsWith("ben has claimed", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_is_given_back_by_its_holder_only_and_ends_with_the_decision()
    {
        await ClaimAsync(_ada);
        using var foreign = await PostAsync(_ben, "?handler=Release");
        Assert.NotNull(await HolderAsync());
        using var own = await PostAsync(_ada, "?handler=Release");
        Assert.Null(await HolderAsync());

        await ClaimAsync(_ada);
        using var decided = await _world.DecideAsync(_ada, _held.Id, DecisionKind.Defer);
        Assert.Null(await HolderAsync());
    }

    [Fact]
    public async Task Of_two_who_claim_at_once_one_gets_it()
    {
        await Task.WhenAll(ClaimAsync(_ada), ClaimAsync(_ben));
        Assert.Equal(1, await _world.App.AsEngineAsync(db => db.Claims.CountAsync()));
        Assert.Equal(["campaign.claimed"], await _world.StepsAsync(_held.Id));
    }

    [Fact]
    public async Task The_queue_shows_who_has_claimed_what_and_can_be_narrowed_to_mine()
    {
        await _world.HoldAsync("Unclaimed letter");
        await ClaimAsync(_ada);
        Assert.Contains(">ada<", await _ben.ReadAsync("/queue"), StringComparison.Ordinal);
        var mine = await _ada.ReadAsync("/queue?mine=true");
        Assert.Contains("Autumn letter", mine, StringComparison.Ordinal);
        Assert.DoesNotContain("Unclaimed letter", mine, StringComparison.Ordinal);
        Assert.DoesNotContain("Autumn letter", await _ben.ReadAsync("/queue?mine=true"), StringComparison.Ordinal);
    }

    private async Task ClaimAsync(Visitor visitor)
    {
        using var answer = await PostAsync(visitor, "");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(Visitor visitor, string handler)
    {
        var token = Visitor.Token(await visitor.ReadAsync(_world.Address(_held.Id)));
        return await visitor.PostAsync($"{_world.Address(_held.Id)}/claim{handler}", [("__RequestVerificationToken", token)]);
    }

    private Task<Claim?> HolderAsync() => _world.App.AsEngineAsync(db => db.Claims.AsNoTracking().SingleOrDefaultAsync());
}
