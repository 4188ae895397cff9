using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Review;
using Moderation.Web.Relay;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Pages;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Web.Tests.Intake;

/// <summary>The 3.6 principle at its edges, from the marketer's button to the database: 60 contacts, so 216 messages in seven days.</summary>
public sealed class VolumeTests : IAsyncLifetime
{
    private const int Limit = 216;

    private readonly MarketerWorld _world = new();

    private Visitor _ada = null!;

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        _ada = await _world.App.SignInAsync(await _world.App.AddUserAsync("ada@provider.example", Role.ProjectManager));
        await _world.ReadAsync(async db =>
        {
            (await db.Accounts.SingleAsync()).LiftProbation("Ada", _world.App.Clock.GetUtcNow());
            return await db.SaveChangesAsync();
        });
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(Limit - 60, CampaignState.Releasing)]
    [InlineData(Limit, CampaignState.Releasing)]
    [InlineData(Limit + 1, CampaignState.Held)]
    public async Task At_the_limit_the_mailing_that_crosses_passes_and_one_message_more_holds(int sent, CampaignState state)
    {
        await HandOverAsync(sent, TimeSpan.FromDays(1));

        Assert.Equal(state, (await SubmitAsync()).State);
    }

    [Theory]
    [InlineData(1, CampaignState.Held)]
    [InlineData(0, CampaignState.Releasing)]
    public async Task Seven_days_after_they_left_messages_count_no_more_to_the_second(int secondsLeft, CampaignState state)
    {
        // Further away than the clock moves while the test runs.
        await HandOverAsync(Limit + 1, TimeSpan.FromDays(7) - TimeSpan.FromSeconds(30 * secondsLeft));

        Assert.Equal(state, (await SubmitAsync()).State);
    }

    [Fact]
    public async Task Of_campaigns_that_are_submitted_at_once_only_one_slips_under()
    {
        await HandOverAsync(Limit - 10, TimeSpan.FromDays(1));
        var drafts = new List<Campaign>();
        for (var i = 0; i < 4; i++)
        {
            drafts.Add(await _world.DraftAsync(subject: $"Letter {i}"));
        }

        var states = await Task.WhenAll(drafts.Select(async draft => (await SubmitAsync(draft)).State));

        Assert.Single(states, CampaignState.Releasing);
        Assert.Equal(3, states.Count(state => state == CampaignState.Held));
        Assert.Equal(60, await _world.ReadAsync(db => db.VolumeReservations.SumAsync(r => r.Remaining)));
    }

    [Fact]
    public async Task Without_any_contact_who_agreed_even_the_first_mailing_is_held()
    {
        await _world.ReadAsync(db => db.Contacts.ExecuteUpdateAsync(set => set.SetProperty(c => c.OptedInAt, (DateTimeOffset?)null)));

        var held = await SubmitAsync();

        Assert.Equal(CampaignState.Held, held.State);
        Assert.Contains("nobody to whom it may send", WebUtility.HtmlDecode(await _ada.ReadAsync(Address(held))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_withdrawn_or_stopped_or_held_reserves_nothing()
    {
        await HandOverAsync(Limit - 10, TimeSpan.FromDays(1));
        var withdrawn = await SubmitAsync();
        Assert.Equal(60, await ReservedAsync());
        using (await _world.Marketer.SubmitAsync($"/campaigns/{withdrawn.Id}", [], "Withdraw"))
        {
            Assert.Equal(0, await ReservedAsync());
        }

        var stopped = await SubmitAsync();
        Assert.Equal(CampaignState.Releasing, stopped.State);
        _world.App.Clock.Advance(Campaign.UndoWindow + TimeSpan.FromSeconds(1));
        Assert.True(await ReleaseAsync(stopped));
        Assert.Equal(60, await ReservedAsync());
        using (await _world.Marketer.SubmitAsync($"/campaigns/{stopped.Id}", [], "Stop"))
        {
            Assert.Equal(0, await ReservedAsync());
        }

        await HandOverAsync(100, TimeSpan.FromHours(1));
        Assert.Equal(CampaignState.Held, (await SubmitAsync()).State);
        Assert.Equal(0, await ReservedAsync());
    }

    [Fact]
    public async Task An_approval_covers_the_excess_that_it_showed_and_no_more()
    {
        await HandOverAsync(Limit + 50, TimeSpan.FromDays(1));
        var covered = await ApproveAsync(await SubmitAsync());
        Assert.True(await ReleaseAsync(covered));
        using (await _world.Marketer.SubmitAsync($"/campaigns/{covered.Id}", [], "Stop"))
        {
        }

        var exceeded = await ApproveAsync(await SubmitAsync());
        await HandOverAsync(1, TimeSpan.FromHours(1));
        Assert.False(await ReleaseAsync(exceeded));
        var held = await _world.AgainAsync(exceeded);
        Assert.Equal(CampaignState.Held, held.State);
        Assert.Contains("267 messages", held.Notice, StringComparison.Ordinal);
    }

    private async Task<Campaign> SubmitAsync(Campaign? draft = null)
    {
        draft ??= await _world.DraftAsync();
        using var answer = await _world.Marketer.SubmitAsync($"/campaigns/{draft.Id}/check-up", [("version", $"{draft.Version}")], "Submit");
        Assert.Equal($"/campaigns/{draft.Id}", MarketerWorld.Location(answer));
        return await _world.AgainAsync(draft);
    }

    private async Task<Campaign> ApproveAsync(Campaign held)
    {
        using var answer = await (await OpenReview.OpenAsync(_ada, Address(held))).DecideAsync(DecisionKind.Approve, "This once");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        _world.App.Clock.Advance(Campaign.UndoWindow + TimeSpan.FromSeconds(1));
        return await _world.AgainAsync(held);
    }

    private async Task<bool> ReleaseAsync(Campaign campaign)
    {
        await using var scope = _world.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Release>().RunAsync(campaign.AccountId, campaign.Id, CancellationToken.None);
    }

    private async Task HandOverAsync(long messages, TimeSpan ago)
    {
        var before = new Campaign { AccountId = _world.Lighthouse.Id, CreatedBy = _world.Author.Id, CreatedAt = _world.App.Clock.GetUtcNow() };
        await _world.App.AsEngineAsync(async db =>
        {
            db.AddRange(before, new Handover { AccountId = _world.Lighthouse.Id, CampaignId = before.Id, At = _world.App.Clock.GetUtcNow() - ago, Messages = (int)messages });
            return await db.SaveChangesAsync();
        });
    }

    private Task<long> ReservedAsync() => _world.ReadAsync(db => db.VolumeReservations.SumAsync(r => (long)r.Remaining));

    private static string Address(Campaign campaign) => $"/queue/{campaign.AccountId}/{campaign.Id}";
}
