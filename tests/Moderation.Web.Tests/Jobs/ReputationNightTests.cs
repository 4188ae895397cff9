using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Reputation;
using Moderation.Web.Jobs;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Jobs;

public sealed class ReputationNightTests : IAsyncLifetime
{
    private static readonly DateOnly Day = new(2026, 11, 10);
    private static readonly DateTimeOffset Ended = new(2026, 11, 10, 14, 0, 0, TimeSpan.Zero);

    private ConsoleApp _app = null!;
    private Guid _account;

    public async Task InitializeAsync()
    {
        _app = await ConsoleApp.StartAsync();
        _account = (await _app.AddAccountAsync("Lighthouse")).Id;
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task The_index_is_that_of_the_counters_by_RI_1()
    {
        var campaign = await _app.AddSentAsync(_account, "Letter", Ended,
            (EventKind.Attempted, Day, 20_000), (EventKind.Delivered, Day, 19_700), (EventKind.HardBounced, Day, 150),
            (EventKind.PolicyBlocked, Day, 100), (EventKind.Unsubscribed, Day, 40), (EventKind.Unsubscribed, Day.AddDays(1), 18), (EventKind.SoftBounced, Day, 50));
        Assert.Equal(1, await RunAsync(Day.AddDays(2)));

        var expected = ReputationIndex.Compute(Counts.None with { HardBounce = new(150, 20_000), Block = new(100, 20_000), Unsubscribe = new(58, 19_700) });
        var score = Assert.Single(await ScoresAsync(campaign));
        Assert.Equal((expected.Index, expected.Raw, expected.Cap, expected.Confidence), (score.Index, score.Raw, score.Cap, score.Confidence));
        Assert.Equal("RI-1", score.Formula);
        Assert.False(score.Frozen);
        Assert.Equal(ReputationIndex.Compute(CampaignCounts.Read(score.Counts)).Index, score.Index);
        using var parameters = JsonDocument.Parse(score.Parameters);
        Assert.Equal(0.006, parameters.RootElement.GetProperty("HardBounce").GetProperty("Prior").GetDouble());
    }

    [Fact]
    public async Task Only_mailings_above_a_thousand_attempted_recipients_count()
    {
        await _app.AddSentAsync(_account, "Thousand", Ended, (EventKind.Attempted, Day, 1_000));
        var above = await _app.AddSentAsync(_account, "One more", Ended, (EventKind.Attempted, Day, 1_001), (EventKind.Delivered, Day, 300));
        Assert.Equal(1, await RunAsync(Day.AddDays(1)));
        Assert.Single(await ScoresAsync(above));
    }

    [Fact]
    public async Task A_night_reads_the_days_before_it_so_that_computing_it_again_gives_the_same_bytes()
    {
        var campaign = await LetterAsync();
        await RunAsync(Day.AddDays(1));
        var first = await BytesAsync(campaign);
        await _app.AsEngineAsync(async db =>
        {
            db.Add(new EventCounter { AccountId = _account, CampaignId = campaign, Kind = EventKind.Unsubscribed, Day = Day.AddDays(1), Count = 400 });
            return await db.SaveChangesAsync();
        });
        await RunAsync(Day.AddDays(2));
        await RunAsync(Day.AddDays(1));
        Assert.Equal(2, (await ScoresAsync(campaign)).Count);
        Assert.Equal(first, (await BytesAsync(campaign))[..1]);
        Assert.NotEqual(first[0], (await BytesAsync(campaign))[1]);
    }

    [Fact]
    public async Task Seven_days_after_its_end_the_index_is_frozen_and_the_campaign_closed()
    {
        var campaign = await LetterAsync();
        for (var night = 1; night <= 9; night++)
        {
            await RunAsync(Day.AddDays(night));
        }

        var scores = await ScoresAsync(campaign);
        // It ended in the afternoon, so the first night at which seven days have passed is the eighth.
        Assert.Equal(8, scores.Count);
        Assert.Equal([.. Enumerable.Repeat(false, 7), true], scores.Select(score => score.Frozen));
        Assert.Equal(CampaignState.Closed, await _app.AsEngineAsync(db => db.Campaigns.Where(c => c.Id == campaign).Select(c => c.State).SingleAsync()));
        Assert.Equal(["campaign.closed"], await _app.AsEngineAsync(db => db.AuditEntries.Where(e => e.CampaignId == campaign).Select(e => e.Action).ToListAsync()));

        var before = await BytesAsync(campaign);
        await RunAsync(Day.AddDays(8));
        await RunAsync(Day.AddDays(3));
        Assert.Equal(before, await BytesAsync(campaign));
    }

    [Fact]
    public async Task A_freeze_that_was_missed_is_made_up()
    {
        var campaign = await LetterAsync();
        await RunAsync(Day.AddDays(12));
        Assert.True(Assert.Single(await ScoresAsync(campaign)).Frozen);
    }

    [Fact]
    public async Task A_stopped_campaign_is_computed_for_what_it_had_sent()
    {
        var campaign = await LetterAsync();
        await _app.AsEngineAsync(db => db.Campaigns.Where(c => c.Id == campaign).ExecuteUpdateAsync(set => set.SetProperty(c => c.State, CampaignState.Stopped)));
        await RunAsync(Day.AddDays(8));
        Assert.True(Assert.Single(await ScoresAsync(campaign)).Frozen);
        Assert.Equal(CampaignState.Stopped, await _app.AsEngineAsync(db => db.Campaigns.Where(c => c.Id == campaign).Select(c => c.State).SingleAsync()));
    }

    [Fact]
    public async Task By_hand_the_coming_night_is_computed_from_what_is_counted_so_far_and_never_frozen_early()
    {
        var campaign = await LetterAsync();
        await using (var scope = _app.Services.CreateAsyncScope())
        {
            await new ReputationNight(Engine(scope)).RunAsync(Day.AddDays(1), Ended.AddHours(1), CancellationToken.None);
            await new ReputationNight(Engine(scope)).RunAsync(Day.AddDays(8), Ended.AddDays(7).AddHours(-1), CancellationToken.None);
        }

        Assert.Equal([false, false], (await ScoresAsync(campaign)).Select(score => score.Frozen));
        await RunAsync(Day.AddDays(8));
        Assert.Equal([false, true], (await ScoresAsync(campaign)).Select(score => score.Frozen));
    }

    private Task<Guid> LetterAsync() => _app.AddSentAsync(_account, "Letter", Ended,
        (EventKind.Attempted, Day, 5_000), (EventKind.Delivered, Day, 4_900), (EventKind.HardBounced, Day, 80), (EventKind.Unsubscribed, Day, 12));

    // As the nightly trigger does: a quarter past two.
    private async Task<int> RunAsync(DateOnly night)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await new ReputationNight(Engine(scope)).RunAsync(night, new DateTimeOffset(night, new TimeOnly(2, 15), TimeSpan.Zero), CancellationToken.None);
    }

    private static Web.Data.EngineDb Engine(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<Web.Data.EngineDb>();

    private Task<List<ReputationScore>> ScoresAsync(Guid campaign) =>
        _app.AsEngineAsync(db => db.ReputationScores.AsNoTracking().Where(s => s.CampaignId == campaign).OrderBy(s => s.Night).ToListAsync());

    private Task<List<string>> BytesAsync(Guid campaign) => _app.AsEngineAsync(db =>
        db.Database.SqlQuery<string>($"select r::text as \"Value\" from app.reputation_scores r where campaign_id = {campaign} order by night").ToListAsync());
}
