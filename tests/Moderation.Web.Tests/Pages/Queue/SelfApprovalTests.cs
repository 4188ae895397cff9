using System.Net;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Tests.Pages.Queue;

/// <summary>Nobody decides about their own mail, whatever role they have.</summary>
public sealed class SelfApprovalTests : IAsyncLifetime
{
    private QueueWorld _world = null!;

    public async Task InitializeAsync() => _world = await QueueWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task An_author_is_refused_with_the_reason() =>
        await RefusedAsync(_world.Ada, await _world.HoldAsync("Mine", null, _world.Ada.Id), "You wrote, edited or submitted this campaign");

    [Fact]
    public async Task The_last_editor_is_refused()
    {
        var held = await _world.HoldAsync("Edited");
        await _world.ChangeAsync(db => db.Entry(db.Campaigns.Single(c => c.Id == held.Id)).Property(c => c.EditedBy).CurrentValue = _world.Ada.Id);
        await RefusedAsync(_world.Ada, held, "You wrote, edited or submitted this campaign");
    }

    [Fact]
    public async Task A_member_of_the_account_is_refused()
    {
        var member = await _world.App.AddUserAsync("member@provider.example", Role.ProjectManager, _world.Account.Id);
        await RefusedAsync(member, await _world.HoldAsync("Ours"), "You belong to this account");
    }

    private async Task RefusedAsync(AppUser user, Campaign held, string sentence)
    {
        var visitor = await _world.App.SignInAsync(user);
        Assert.Contains(sentence, await visitor.ReadAsync(_world.Address(held.Id)), StringComparison.Ordinal);
        var other = await _world.OpenAsync(await _world.App.SignInAsync(_world.Ben), held.Id);
        var token = Hosting.Visitor.Token(await visitor.ReadAsync(_world.Address(held.Id)));
        var forged = new OpenReview(visitor, other.Address, "", [.. other.Fields.Where(f => f.Name != "__RequestVerificationToken"), ("__RequestVerificationToken", token)]);
        using var answer = await forged.DecideAsync(DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(CampaignState.Held, (await _world.CampaignAsync(held.Id)).State);
    }
}
