using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Delivery;
using Moderation.Review;
using Moderation.Web.Hygiene;
using Moderation.Web.Relay;

namespace Moderation.Web.Tests.Relay;

/// <summary>Conditions of an approval carried out, and campaigns that stop themselves; with real nodes, database and wire.</summary>
public sealed class SendingWatchTests
{
    [Fact]
    public async Task The_first_ones_leave_alone_and_the_others_follow_when_nothing_speaks_against_it()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 300);
        var campaign = await world.SendAsync(new Conditions { Canary = 100 });
        await RelayWorld.UntilAsync(async () => (await world.ProgressAsync(campaign)).Accepted == 100, "the canary is sent");

        await WatchAsync(world);
        await WatchAsync(world);
        Assert.Equal(100, world.Route.Messages.Count);
        Assert.NotNull((await world.ProgressAsync(campaign)).CanaryTriedAt);
        Assert.Equal(CampaignState.Sending, (await world.CampaignAsync(campaign)).State);

        await AnHourLaterAsync(world, campaign);
        await WatchAsync(world);
        await world.UntilAsync(campaign, CampaignState.Sent);
        Assert.Equal(300, world.Route.Messages.Count);
        Assert.Equal(300, world.Route.Messages.Select(m => m.To).Distinct().Count());
        Assert.Contains("campaign.canary-ended", await world.EngineAsync(db => db.AuditEntries.Where(e => e.CampaignId == campaign).Select(e => e.Action).ToListAsync()));
    }

    [Fact]
    public async Task A_canary_that_bounces_holds_the_others_until_a_person_decides()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 300);
        world.Route.OnRecipient = to => to.Contains('3', StringComparison.Ordinal) ? "550 5.1.1 No such user" : null;
        var campaign = await world.SendAsync(new Conditions { Canary = 100 });
        await RelayWorld.UntilAsync(async () => await world.ProgressAsync(campaign) is { } p && p.Accepted + p.Refused == 100, "the canary is sent");
        await WatchAsync(world);
        await AnHourLaterAsync(world, campaign);

        await WatchAsync(world);
        var held = await world.CampaignAsync(campaign);
        Assert.Equal(CampaignState.Held, held.State);
        Assert.Contains("hard bounces of 100", held.Notice, StringComparison.Ordinal);
        Assert.Equal(0, await world.EngineAsync(db => db.VolumeReservations.CountAsync()));

        // Told by a person to go on, it is not stopped by the same bounces again.
        world.Route.OnRecipient = _ => null;
        await world.ChangeAsync(campaign, c => c.Approve(c.ContentHash!, DateTimeOffset.UnixEpoch));
        await world.ReleaseAsync(campaign);
        await WatchAsync(world);
        await world.UntilAsync(campaign, CampaignState.Sent);
        Assert.Equal(300, (await world.ProgressAsync(campaign)) is { } end ? end.Accepted + end.Refused + end.Suppressed : 0);
    }

    [Fact]
    public async Task A_campaign_beyond_the_limit_stops_itself_while_it_is_leaving()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 600);
        world.Route.OnRecipient = to => to.Contains('1', StringComparison.Ordinal) ? "550 5.1.1 No such user" : "451 4.7.1 Later";
        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(async () => (await world.ProgressAsync(campaign)).Refused > 100, "many bounced");

        await WatchAsync(world);

        var held = await world.CampaignAsync(campaign);
        Assert.Equal(CampaignState.Held, held.State);
        Assert.StartsWith("It stopped itself while it was leaving.", held.Notice, StringComparison.Ordinal);
        Assert.True(held.HasBegun);
    }

    [Fact]
    public async Task No_more_leave_in_an_hour_than_the_approval_allows()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 200);
        var campaign = await world.SendAsync(new Conditions { PerHour = 60 });
        await RelayWorld.UntilAsync(async () => (await world.ProgressAsync(campaign)).Accepted >= 60, "the hour's messages are sent");

        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.InRange(world.Route.Messages.Count, 60, 60);

        await world.EngineAsync(db => db.Handovers.ExecuteUpdateAsync(set => set.SetProperty(h => h.At, h => h.At.AddHours(-1))));
        await RelayWorld.UntilAsync(async () => (await world.ProgressAsync(campaign)).Accepted >= 120, "the next hour's messages are sent");
    }

    [Fact]
    public async Task A_base_that_was_never_mailed_begins_with_500_of_it_once()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 700);
        var now = DateTimeOffset.UnixEpoch;
        var import = new Import { AccountId = world.Account, ListId = world.List, FileName = "fair.csv", By = "Ada", StartedAt = now, State = ImportState.Finished, Added = 600 };
        await world.InAsync(world.Account, async (db, _) =>
        {
            db.Add(import);
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync($"update app.contacts set import_id = {import.Id} where id in (select id from app.contacts order by email_key desc limit 600)");
        });

        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(async () => (await world.ProgressAsync(campaign)).Accepted == 500, "the canary is sent");
        Assert.Equal(500, (await world.ProgressAsync(campaign)).Canary);
        var imported = (await world.EngineAsync(db => db.Contacts.Where(c => c.ImportId == import.Id).Select(c => c.Email).ToListAsync())).ToHashSet();
        Assert.All(world.Route.Messages, m => Assert.Contains(m.To, imported));

        var next = await world.SendAsync();
        await RelayWorld.UntilAsync(async () => (await world.ProgressAsync(next)).Accepted == 700, "the next campaign goes to all");
    }

    [Fact]
    public async Task Who_clicked_last_comes_first()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 30);
        await world.InAsync(world.Account, async (db, _) =>
        {
            foreach (var (email, days) in new[] { ("reader7@readers.example", 1), ("reader9@readers.example", 2) })
            {
                var contact = await db.Contacts.SingleAsync(c => c.EmailKey == email);
                await db.EngagedAsync(world.Account, contact.Id, Engagement.Clicked, DateTimeOffset.UnixEpoch.AddDays(100 - days), CancellationToken.None);
            }
        });

        var campaign = await world.SendAsync(new Conditions { EngagedFirst = true });
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal((1, 2), (await world.SequenceAsync(campaign, "reader7@readers.example"), await world.SequenceAsync(campaign, "reader9@readers.example")));
    }

    private static async Task WatchAsync(RelayWorld world)
    {
        await using var scope = world.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SendingWatch>().RunAsync(CancellationToken.None);
    }

    private static Task AnHourLaterAsync(RelayWorld world, Guid campaign) => world.EngineAsync(db => db.CampaignProgress
        .Where(p => p.CampaignId == campaign)
        .ExecuteUpdateAsync(set => set.SetProperty(p => p.CanaryTriedAt, p => p.CanaryTriedAt - SendingLimits.CanaryWait)));
}
