using System.Net;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Review;
using Moderation.Web.Pages.Campaigns;

namespace Moderation.Web.Tests.Pages.Campaigns;

public sealed class ForecastTests : IAsyncLifetime
{
    private readonly MarketerWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task It_names_the_rules_the_probation_and_that_the_wait_is_still_collected()
    {
        var page = await CheckUpAsync();
        Assert.Contains("Held by 1 rule: New account.", page, StringComparison.Ordinal);
        Assert.Contains("You have 0 of 3 correct mailings: 3 more,", page, StringComparison.Ordinal);
        Assert.Contains("still being collected: 0 of 10 decisions in 30 days. None waits now.", page, StringComparison.Ordinal);
        Assert.Contains("Not checked", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_probation_the_share_that_is_reviewed_is_told()
    {
        await _world.App.BehindTheWallsAsync("update app.accounts set probation_lifted_at = now()");
        Assert.Contains("It leaves without a review.", await CheckUpAsync(), StringComparison.Ordinal);
        await _world.App.AsEngineAsync(db =>
        {
            db.Add(PolicyVersion.Of(Policy.Default with { Version = 2, ReviewShare = 0.05m }, Guid.NewGuid(), "root", _world.App.Clock.GetUtcNow(), "A sample"));
            return db.SaveChangesAsync();
        });
        Assert.Contains("A project manager looks at a share of all mailings, 5 % of those without objection", await CheckUpAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_budget_says_how_much_frees_and_when()
    {
        var sent = await _world.DraftAsync();
        await _world.SaveAsync([new Handover { AccountId = _world.Lighthouse.Id, CampaignId = sent.Id, At = _world.App.Clock.GetUtcNow().AddDays(-6), Messages = 100 }]);
        var page = await CheckUpAsync();
        Assert.Contains("116", page, StringComparison.Ordinal);
        Assert.Contains("100 more become free at", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_usual_wait_is_counted_over_every_account_and_shows_none_of_them()
    {
        var now = _world.App.Clock.GetUtcNow();
        var other = await _world.App.AddAccountAsync("Elsewhere");
        await _world.App.AsEngineAsync(async db =>
        {
            for (var i = 1; i <= 12; i++)
            {
                await AddDecisionAsync(db, other.Id, now.AddDays(-2), TimeSpan.FromMinutes(10 * i), i <= 11 ? DecisionKind.Approve : DecisionKind.Defer);
            }

            return await db.SaveChangesAsync();
        });

        var wait = await _world.ReadAsync(db => UsualWait.ReadAsync(db, now, default));
        Assert.Equal((11, TimeSpan.FromMinutes(60), 0), (wait.Decisions, wait.Median!.Value, wait.Waiting));
        Assert.Equal("Half of the campaigns are decided within 60 min (11 decisions in 30 days). None waits now.", wait.Sentence);
        // What the function saw for that ended with it.
        Assert.Equal(0, await _world.ReadAsync(async db =>
        {
            await UsualWait.ReadAsync(db, now, default);
            return await db.Decisions.IgnoreQueryFilters().CountAsync();
        }));
    }

    private static async Task AddDecisionAsync(Web.Data.ModerationDb db, Guid account, DateTimeOffset at, TimeSpan wait, DecisionKind kind)
    {
        var campaign = new Campaign { AccountId = account, CreatedBy = Guid.NewGuid(), CreatedAt = at };
        var submission = new SubmittedCampaign
        {
            AccountId = account,
            CampaignId = campaign.Id,
            ContentHash = "hash",
            FrozenContent = [],
            SenderId = Guid.NewGuid(),
            FromName = "",
            Sketch = [],
            ListId = Guid.NewGuid(),
            Recipients = 1,
            Verdict = Verdict.Held,
            Judgement = "{}",
            PolicyVersion = 1,
            By = Guid.NewGuid(),
            ByName = "",
            At = at,
        };
        db.AddRange(campaign, submission);
        await db.SaveChangesAsync();
        db.Add(new Decision
        {
            AccountId = account,
            CampaignId = campaign.Id,
            SubmissionId = submission.Id,
            Kind = kind,
            Reasons = [],
            Note = "",
            ContentHash = "hash",
            CampaignVersion = 1,
            By = Guid.NewGuid(),
            ByName = "",
            At = at + wait,
        });
    }

    private async Task<string> CheckUpAsync()
    {
        var draft = await _world.DraftAsync();
        return WebUtility.HtmlDecode(await _world.Marketer.ReadAsync($"/campaigns/{draft.Id}/check-up"));
    }
}
