using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Hygiene;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Tests.Relay;

namespace Moderation.Web.Tests.Hygiene;

/// <summary>The whole way with a real relay and a clock that moves.</summary>
public sealed class SunsetTests
{
    private const int Quiet = 10;

    [Fact]
    public async Task The_never_active_are_invited_who_presses_stays_the_rest_is_unsubscribed_and_none_of_them_is_mailed_again()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 30);
        await QuietAsync(world);
        var sunset = await AskAsync(world);

        await SendAsync(world, sunset.CampaignId);

        // Invited: those, and nobody else.
        Assert.Equal(Enumerable.Range(1, Quiet).Select(i => $"reader{i}@readers.example").Order(StringComparer.Ordinal), world.Route.Messages.Select(m => m.To).Order(StringComparer.Ordinal));
        // A scanner opens every link, and keeps nobody.
        using var client = world.App.CreateClient();
        var tokens = await TokensAsync(world, sunset.CampaignId);
        foreach (var token in tokens)
        {
            Assert.Contains("Yes, I want to stay", await client.GetStringAsync(new Uri($"/k/{token}", UriKind.Relative)), StringComparison.Ordinal);
        }

        // Pressed: three of them; one opts out meanwhile.
        world.App.Clock.Advance(TimeSpan.FromDays(12));
        foreach (var token in tokens.Take(3))
        {
            using var answer = await client.PostAsync(new Uri($"/k/{token}", UriKind.Relative), null);
            Assert.Contains("You stay on the list", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using (await client.PostAsync(new Uri($"/u/{await world.TokenAsync(sunset.CampaignId, 10)}", UriKind.Relative), null))
        {
        }

        // Not before its time.
        world.App.Clock.Advance(TimeSpan.FromDays(17));
        Assert.Equal(0, await NightAsync(world));
        world.App.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(6, await NightAsync(world));
        Assert.Equal(0, await NightAsync(world));
        var ended = await world.EngineAsync(db => db.Sunsets.AsNoTracking().SingleAsync());
        Assert.Equal((SunsetState.Ended, 3, 6), (ended.State, ended.Stayed, ended.Unsubscribed));
        var reasons = await world.EngineAsync(db => db.Suppressions.AsNoTracking().OrderBy(s => s.At).ToListAsync());
        Assert.Equal(6, reasons.Count(s => s.Reason == SuppressionReason.Inactive && s.Evidence.StartsWith("inactive: asked on ", StringComparison.Ordinal)));
        Assert.Single(reasons, s => s.Reason == SuppressionReason.OptOut);

        // Too late to stay, and none is mailed again.
        using (var late = await client.PostAsync(new Uri($"/k/{tokens[5]}", UriKind.Relative), null))
        {
            Assert.Contains("was taken off", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var before = world.Route.Messages.Count;
        var next = await world.ApproveAsync();
        await world.ReleaseAsync(next);
        await world.UntilAsync(next, CampaignState.Sent);
        var mailed = world.Route.Messages.Skip(before).Select(m => m.To).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(23, mailed.Count);
        Assert.DoesNotContain(reasons, s => mailed.Contains(s.EmailKey));
        // Who stayed begins anew.
        Assert.Equal(0, await NeverActiveAsync(world));
    }

    [Fact]
    public async Task When_the_last_mailing_is_stopped_nobody_is_unsubscribed()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 30);
        await QuietAsync(world);
        var sunset = await AskAsync(world);
        await SendAsync(world, sunset.CampaignId);
        await world.EngineAsync(db => db.Database.ExecuteSqlAsync($"update app.campaigns set state = 'Stopped' where id = {sunset.CampaignId}"));

        world.App.Clock.Advance(TimeSpan.FromDays(40));

        Assert.Equal(0, await NightAsync(world));
        Assert.Equal(SunsetState.GivenUp, await world.EngineAsync(db => db.Sunsets.Select(s => s.State).SingleAsync()));
    }

    [Fact]
    public async Task One_action_unsubscribes_them_with_the_reason()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 30);
        await QuietAsync(world);

        await InAsync(world, (sunsetting, list, now) => sunsetting.UnsubscribeAsync(list, (Guid.NewGuid(), "Ada"), now, CancellationToken.None));

        Assert.Equal(Quiet, await world.EngineAsync(db => db.Suppressions.CountAsync(s => s.Reason == SuppressionReason.Inactive && s.Evidence.StartsWith("inactive:"))));
        Assert.Equal(0, await NeverActiveAsync(world));
    }

    [Fact]
    public async Task Each_mailing_is_counted_once_for_those_whom_it_reached()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 20);
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        await NightAsync(world);
        await NightAsync(world);

        var counts = await world.EngineAsync(db => db.ContactActivity.AsNoTracking().ToListAsync());

        Assert.Equal(20, counts.Count);
        Assert.All(counts, activity => Assert.Equal(1, activity.MailingsSince));
        // Whoever engages begins anew, and the campaign of before counts no more.
        var one = counts[0];
        await world.EngineAsync(db => db.EngagedAsync(one.AccountId, one.ContactId, Engagement.Opened, world.App.Clock.GetUtcNow(), CancellationToken.None));
        Assert.Equal(0, await world.EngineAsync(db => db.ContactActivity.Where(a => a.ContactId == one.ContactId).Select(a => a.MailingsSince).SingleAsync()));
    }

    [Fact]
    public async Task Sql_and_the_entity_agree_on_who_is_never_active()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 30);
        await QuietAsync(world);
        var now = world.App.Clock.GetUtcNow();

        var all = await world.EngineAsync(db => db.ContactActivity.AsNoTracking().ToListAsync());

        Assert.Equal(all.Count(activity => activity.IsNeverActive(now)), await world.EngineAsync(db => db.NeverActive(world.Account, now).CountAsync()));
        Assert.Equal(Quiet, all.Count(activity => activity.IsNeverActive(now)));
    }

    [Fact]
    public async Task A_forged_or_foreign_token_keeps_nobody()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 30);
        await QuietAsync(world);
        var sunset = await AskAsync(world);
        await SendAsync(world, sunset.CampaignId);
        using var client = world.App.CreateClient();

        var optOut = await world.TokenAsync(sunset.CampaignId, 1);
        foreach (var token in new[] { optOut, (await TokensAsync(world, sunset.CampaignId))[0][..^1] + "_", "x" })
        {
            using var answer = await client.PostAsync(new Uri($"/k/{token}", UriKind.Relative), null);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    // Readers 1 to 10 have been silent through six mailings, 11 to 15 through five, 16 to 20 for too short a time; 21 reads.
    private static Task<int> QuietAsync(RelayWorld world)
    {
        var now = world.App.Clock.GetUtcNow();
        return world.EngineAsync(db => db.Database.ExecuteSqlAsync(
            $"""
            insert into app.contact_activity (account_id, contact_id, last_clicked_at, mailings_since, counting_since)
            select account_id, id, case when n = 21 then {now.AddDays(-3)} end, case when n <= 10 then 6 when n <= 15 then 5 when n <= 20 then 40 else 0 end,
                case when n <= 15 then {now.AddDays(-200)} when n <= 20 then {now.AddDays(-100)} end
            from (select account_id, id, substring(email_key from '[0-9]+')::integer as n from app.contacts) c where n <= 21
            """));
    }

    private static async Task<Sunset> AskAsync(RelayWorld world)
    {
        Sunset sunset = null!;
        await InAsync(world, async (sunsetting, list, now) => sunset = await sunsetting.AskAsync(list, (Guid.NewGuid(), "Ada"), now, CancellationToken.None));
        return sunset;
    }

    private static Task InAsync(RelayWorld world, Func<Sunsetting, ContactList, DateTimeOffset, Task> act) => world.InAsync(world.Account, async (db, services) =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await act(services.GetRequiredService<Sunsetting>(), await db.Lists.AsNoTracking().SingleAsync(l => l.Id == world.List), world.App.Clock.GetUtcNow());
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    });

    private static async Task SendAsync(RelayWorld world, Guid id)
    {
        await world.InAsync(world.Account, async (db, services) =>
        {
            var campaign = await db.Campaigns.SingleAsync(c => c.Id == id);
            await using var transaction = await db.Database.BeginTransactionAsync();
            await services.GetRequiredService<CampaignIntake>().SubmitAsync(campaign, NetworkFacts.None, campaign.CreatedBy, "Author", CancellationToken.None);
            if (campaign.AwaitsDecision)
            {
                campaign.Approve(campaign.ContentHash!, world.App.Clock.GetUtcNow() - Campaign.UndoWindow);
            }

            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        });
        await world.EngineAsync(db => db.Campaigns.Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.ReleaseAt, DateTimeOffset.UnixEpoch)));
        await world.ReleaseAsync(id);
        await world.UntilAsync(id, CampaignState.Sent);
    }

    private static async Task<List<string>> TokensAsync(RelayWorld world, Guid campaign)
    {
        var ring = await world.Services.GetRequiredService<TokenKeys>().RingAsync(CancellationToken.None);
        var number = (await world.CampaignAsync(campaign)).Number;
        return [.. Enumerable.Range(1, Quiet).Select(i => ring.ForUrl(TokenPurpose.Keep, new DeliveryRef(number, i), ring.Newest))];
    }

    private static async Task<int> NightAsync(RelayWorld world)
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SunsetNight>().RunAsync(world.App.Clock.GetUtcNow(), CancellationToken.None);
    }

    private static Task<int> NeverActiveAsync(RelayWorld world) => world.EngineAsync(db => db.NeverActiveMembers(world.Account, world.List, world.App.Clock.GetUtcNow()).CountAsync());
}
