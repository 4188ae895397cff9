using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Pages;

namespace Moderation.Web.Tests.Data;

public sealed class CurrentPolicyTests : IAsyncLifetime
{
    private readonly MarketerWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_newest_version_judges_and_every_account_reads_it()
    {
        Assert.Equal(1, await _world.ReadAsync(async db => (await db.CurrentPolicyAsync(default)).Version));
        await AddAsync(Policy.Default with { Version = 2, ReviewShare = 0.5m });
        await AddAsync(Policy.Default with { Version = 3, Thresholds = Thresholds.Default with { VolumeFactor = 1.25m } });

        var policy = await _world.ReadAsync(db => db.CurrentPolicyAsync(default));
        Assert.Equal((3, 1.25m, 0m), (policy.Version, policy.Thresholds.VolumeFactor, policy.ReviewShare));
        Assert.Equal(0.5m, (await _world.ReadAsync(db => db.PolicyAsync(2, default))).ReviewShare);
        var draft = await _world.DraftAsync();
        Assert.Contains(">75</td>", await _world.Marketer.ReadAsync($"/campaigns/{draft.Id}/check-up"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_account_nobody_reads_it()
    {
        await AddAsync(Policy.Default with { Version = 2 });
        await using var scope = _world.App.Services.CreateAsyncScope();
        Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<ModerationDb>().Policies.CountAsync());
    }

    [Fact]
    public async Task A_policy_that_reviews_everything_holds_what_the_rules_clear_and_says_so_to_both()
    {
        await _world.App.BehindTheWallsAsync("update app.accounts set probation_lifted_at = now()");
        await AddAsync(Policy.Default with { Version = 2, ReviewEverything = true });
        var draft = await _world.DraftAsync();
        var page = $"/campaigns/{draft.Id}/check-up";
        Assert.Contains(Draw.Everything, await _world.Marketer.ReadAsync(page), StringComparison.Ordinal);
        await _world.Marketer.SubmitAsync(page, [("version", $"{draft.Version}")], "Submit");

        Assert.Equal(CampaignState.Held, (await _world.AgainAsync(draft)).State);
        Assert.Contains(Draw.Everything, await _world.Marketer.ReadAsync($"/campaigns/{draft.Id}"), StringComparison.Ordinal);
        var ada = await _world.App.SignInAsync(await _world.App.AddUserAsync("ada@provider.example", Role.ProjectManager));
        Assert.Contains(Draw.Everything, await ada.ReadAsync("/queue"), StringComparison.Ordinal);
        Assert.Contains(Draw.Everything, await ada.ReadAsync($"/queue/{_world.Lighthouse.Id}/{draft.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draw_of_the_share_is_not_told_before_the_submission()
    {
        await _world.App.BehindTheWallsAsync("update app.accounts set probation_lifted_at = now()");
        await AddAsync(Policy.Default with { Version = 2, ReviewShare = 1 });
        var draft = await _world.DraftAsync();
        var page = $"/campaigns/{draft.Id}/check-up";
        Assert.DoesNotContain(Draw.Share, await _world.Marketer.ReadAsync(page), StringComparison.Ordinal);
        await _world.Marketer.SubmitAsync(page, [("version", $"{draft.Version}")], "Submit");

        Assert.Equal(CampaignState.Held, (await _world.AgainAsync(draft)).State);
        Assert.Contains(Draw.Share, await _world.Marketer.ReadAsync($"/campaigns/{draft.Id}"), StringComparison.Ordinal);
    }

    private Task AddAsync(Policy policy) => _world.App.AsEngineAsync(async db =>
    {
        db.Add(PolicyVersion.Of(policy, Guid.NewGuid(), "root", _world.App.Clock.GetUtcNow(), "A test"));
        return await db.SaveChangesAsync();
    });
}
