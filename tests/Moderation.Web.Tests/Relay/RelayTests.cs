using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Reputation;
using Moderation.Web.Relay;

namespace Moderation.Web.Tests.Relay;

public sealed class RelayTests
{
    [Fact]
    public async Task A_thousand_recipients_get_one_message_each_and_every_outcome_is_counted()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 1_100);

        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(1_100, world.Route.Messages.Select(m => m.To).Distinct().Count());
        Assert.Equal(1_100, world.Route.Messages.Count);
        Assert.Equal(1_100, world.Route.Messages.Select(m => m.Header("Message-ID")).Distinct().Count());
        Assert.Equal(1_100, world.Route.Messages.Select(m => m.From).Distinct().Count());
        Assert.All(world.Route.Messages, m => Assert.Equal("List-Unsubscribe=One-Click", m.Header("List-Unsubscribe-Post")));
        var progress = await world.ProgressAsync(campaign);
        Assert.Equal((1_100, 1_100, 0, 0, 0), (progress.Total, progress.Accepted, progress.Refused, progress.Suppressed, progress.Deferred));
        var counters = await world.CountersAsync(campaign);
        Assert.Equal((1_100, 1_100), (counters[EventKind.Attempted], counters[EventKind.Delivered]));
        Assert.Equal(1_100, await world.EngineAsync(db => db.Handovers.SumAsync(h => h.Messages)));
        Assert.Equal(0, await world.EngineAsync(db => db.VolumeReservations.CountAsync()));
        Assert.Equal(
            ["campaign.sending", "campaign.sent"],
            await world.EngineAsync(db => db.AuditEntries.Where(e => e.CampaignId == campaign).OrderBy(e => e.Position).Select(e => e.Action).ToListAsync()));
    }

    [DkimpyFact]
    public async Task Every_message_verifies_elsewhere_and_signs_its_unsubscribe_headers()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 200);
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);

        var record = await world.EngineAsync(db => db.SendingDomains.Select(d => d.DnsRecord).SingleAsync());
        Assert.Equal(200, Dkimpy.CountValid(world.Route.Messages, record));
        Assert.All(world.Route.Messages, message =>
        {
            var signed = message.Header("DKIM-Signature")!.Split(';').Select(tag => tag.Trim()).Single(tag => tag.StartsWith("h=", StringComparison.Ordinal)).Replace(" ", "", StringComparison.Ordinal);
            Assert.Contains(":list-unsubscribe:", signed + ":", StringComparison.OrdinalIgnoreCase);
            Assert.Contains(":list-unsubscribe-post:", signed + ":", StringComparison.OrdinalIgnoreCase);
            Assert.StartsWith("<https://mail.provider.example/u/", message.Header("List-Unsubscribe"), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Suppressed_addresses_get_nothing()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 20);
        await world.InAsync(world.Account, async (db, _) =>
        {
            db.Add(new Suppression { AccountId = world.Account, EmailKey = "reader7@readers.example", Reason = SuppressionReason.Manual, At = DateTimeOffset.UnixEpoch, Evidence = "test" });
            await db.SaveChangesAsync();
        });

        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(19, world.Route.Messages.Count);
        Assert.DoesNotContain(world.Route.Messages, m => m.To == "reader7@readers.example");
    }

    [Fact]
    public async Task Releasing_twice_releases_once()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 5);
        var campaign = await world.ApproveAsync();

        Assert.True(await world.ReleaseAsync(campaign));
        Assert.False(await world.ReleaseAsync(campaign));
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(5, world.Route.Messages.Count);
    }

    [Fact]
    public async Task A_release_whose_job_was_lost_is_found()
    {
        await using var world = await RelayWorld.NewAsync();
        world.StartNode(("Relay:Sweep", "00:00:00.3"));
        await world.SeedAsync(5);

        var campaign = await world.ApproveAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(5, world.Route.Messages.Count);
    }

    [Fact]
    public async Task Refusals_and_deferrals_are_told_apart()
    {
        await using var world = await RelayWorld.NewAsync();
        var deferred = new HashSet<string>();
        world.Route.OnRecipient = to => to switch
        {
            "reader1@readers.example" => "550 5.1.1 No such user",
            "reader2@readers.example" => "550 5.7.1 Blocked for policy",
            "reader3@readers.example" => "552 5.2.2 Mailbox full",
            "reader4@readers.example" or "reader5@readers.example" => FirstTime(to) ? "451 4.7.1 Greylisted" : null,
            _ => null,
        };
        bool FirstTime(string to)
        {
            lock (deferred)
            {
                return deferred.Add(to);
            }
        }

        world.StartNode(("Relay:RetryDelays:0", "00:00:01"));
        await world.SeedAsync(30);

        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(27, world.Route.Messages.Count);
        var progress = await world.ProgressAsync(campaign);
        Assert.Equal((30, 27, 3, 0), (progress.Total, progress.Accepted, progress.Refused, progress.Deferred));
        var counters = await world.CountersAsync(campaign);
        Assert.Equal((30, 27), (counters[EventKind.Attempted], counters[EventKind.Delivered]));
        Assert.Equal((1, 1, 1), (counters[EventKind.HardBounced], counters[EventKind.PolicyBlocked], counters[EventKind.SoftBounced]));
        var suppression = Assert.Single(await world.EngineAsync(db => db.Suppressions.AsNoTracking().ToListAsync()));
        Assert.Equal(("reader1@readers.example", SuppressionReason.HardBounce, "SMTP 550 5.1.1 No such user"), (suppression.EmailKey, suppression.Reason, suppression.Evidence));
    }

    [Fact]
    public async Task A_connection_cut_after_the_data_loses_nobody_and_repeats_the_same_message()
    {
        await using var world = await RelayWorld.NewAsync();
        world.Route.HangsUp = (number, _) => number % 40 == 0;
        world.StartNode();
        await world.SeedAsync(300);

        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);

        var byRecipient = world.Route.Messages.GroupBy(m => m.To).ToList();
        Assert.Equal(300, byRecipient.Count);
        var repeated = byRecipient.Where(g => g.Count() > 1).ToList();
        Assert.NotEmpty(repeated);
        // Octet by octet: the Message-ID, the tokens and the signature too.
        Assert.All(repeated, g => Assert.Single(g.Select(m => m.Data).Distinct()));
        Assert.Equal(300, (await world.ProgressAsync(campaign)).Accepted);
    }

    [Fact]
    public async Task An_audience_that_grew_after_the_approval_is_held_again_at_the_release()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 20);
        var campaign = await world.ApproveAsync();
        await world.EngineAsync(db => db.Database.ExecuteSqlAsync(
            $"""
            with new as (
                insert into app.contacts (account_id, id, email, email_key, first_name, last_name, opted_in_at, source, created_at)
                select {world.Account}, gen_random_uuid(), 'late' || i || '@readers.example', 'late' || i || '@readers.example', '', '', now(), 'test', now()
                from generate_series(1, 3) i
                returning account_id, id)
            insert into app.list_members (account_id, list_id, contact_id) select account_id, {world.List}, id from new
            """));

        Assert.False(await world.ReleaseAsync(campaign));

        var held = await world.CampaignAsync(campaign);
        Assert.Equal(CampaignState.Held, held.State);
        Assert.Contains("The audience has grown from 20 to 23 recipients", held.Notice, StringComparison.Ordinal);
        Assert.Empty(world.Route.Messages);
    }

    [Fact]
    public async Task A_route_that_is_down_delays_and_loses_nothing()
    {
        var free = new WireServer();
        var port = free.Port;
        await free.DisposeAsync();
        await using var world = await RelayWorld.NewAsync();
        world.StartNode(("Relay:Route:Port", $"{port}"));
        await world.SeedAsync(10);

        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(
            () => world.EngineAsync(db => db.Database.SqlQuery<bool>($"""select exists (select from app.relay_nodes where problem is not null) as "Value" """).SingleAsync()),
            "the node says that its route is down");
        Assert.Equal(CampaignState.Sending, (await world.CampaignAsync(campaign)).State);

        await using var route = new WireServer(port);
        await world.UntilAsync(campaign, CampaignState.Sent);
        Assert.Equal(10, route.Messages.Count);
    }

    [Fact]
    public async Task Two_nodes_share_a_campaign_and_nobody_gets_it_twice()
    {
        await using var world = await RelayWorld.NewAsync();
        world.StartNode();
        world.StartNode();
        await world.SeedAsync(4_500);

        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(4_500, world.Route.Messages.Count);
        Assert.Equal(4_500, world.Route.Messages.Select(m => m.To).Distinct().Count());
        var progress = await world.ProgressAsync(campaign);
        Assert.Equal((4_500, 4_500), (progress.Total, progress.Accepted));
    }

    [Fact]
    public async Task A_node_that_is_shut_down_finishes_what_is_under_way_and_repeats_nothing()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 500);
        world.Route.Delay = TimeSpan.FromMilliseconds(10);
        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count > 50), "some have left");

        await world.StopNodesAsync();
        var left = world.Route.Messages.Count;
        Assert.InRange(left, 51, 499);
        world.StartNode();
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(500, world.Route.Messages.Count);
        Assert.Equal(500, world.Route.Messages.Select(m => m.To).Distinct().Count());
    }

    [Fact]
    public async Task A_recipient_deferred_until_the_time_is_up_counts_against_the_sender_and_stays_mailable()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 3, ("Relay:GiveUpAfter", "00:00:00"));
        world.Route.OnRecipient = to => to == "reader1@readers.example" ? "451 4.7.1 Later" : null;

        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);

        var progress = await world.ProgressAsync(campaign);
        Assert.Equal((2, 1, 0), (progress.Accepted, progress.Refused, progress.Deferred));
        Assert.Equal(1, (await world.CountersAsync(campaign))[EventKind.PolicyBlocked]);
        Assert.Equal(0, await world.EngineAsync(db => db.Suppressions.CountAsync()));
    }

    [Fact]
    public async Task A_campaign_held_in_the_middle_and_approved_again_goes_on_where_it_was()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 300, ("Relay:Connections", "1"));
        world.Route.Delay = TimeSpan.FromMilliseconds(5);
        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count > 30), "some have left");

        await world.ChangeAsync(campaign, c => c.HoldAgain("looked at again"));
        await RelayWorld.UntilAsync(
            () => world.EngineAsync(db => db.Database.SqlQuery<bool>($"""select not exists (select from app.delivery_chunks where state = 1) as "Value" """).SingleAsync()), "the node has let go");
        await world.ChangeAsync(campaign, c => c.Approve(c.ContentHash!, DateTimeOffset.UnixEpoch));
        Assert.True(await world.ReleaseAsync(campaign));
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(300, world.Route.Messages.Count);
        Assert.Equal(300, world.Route.Messages.Select(m => m.To).Distinct().Count());
        Assert.Equal(0, await world.EngineAsync(db => db.VolumeReservations.CountAsync()));
    }

    [Fact]
    public async Task A_planned_time_that_has_passed_sends_nothing_until_somebody_says_when()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 5);
        var late = world.App.Clock.GetUtcNow().AddHours(-1);
        var campaign = await world.ApproveAsync(late);
        Assert.False(await world.ReleaseAsync(campaign));
        var missed = await world.CampaignAsync(campaign);
        Assert.True(missed.HasMissedItsTime);
        Assert.Equal(0, await world.EngineAsync(db => db.VolumeReservations.CountAsync()));
        Assert.Empty(world.Route.Messages);

        await world.InAsync(world.Account, async (_, services) =>
            Assert.True((await services.GetRequiredService<PlanningAgain>().RunAsync(world.Account, campaign, null, (Guid.NewGuid(), "Author"), CancellationToken.None))!.IsDone));
        world.App.Clock.Advance(Campaign.UndoWindow);
        Assert.True(await world.ReleaseAsync(campaign));
        await world.UntilAsync(campaign, CampaignState.Sent);
        Assert.Equal(5, world.Route.Messages.Count);
    }

    [Fact]
    public async Task Rejected_in_the_middle_it_ends_for_those_who_have_not_had_it()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 300, ("Relay:Connections", "1"), ("Relay:Sweep", "00:00:00.3"));
        world.Route.Delay = TimeSpan.FromMilliseconds(5);
        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count > 30), "some have left");

        await world.ChangeAsync(campaign, c => c.HoldAgain("looked at again"));
        await world.ChangeAsync(campaign, c => c.Reject(c.ContentHash!, Guid.NewGuid()));
        await RelayWorld.UntilAsync(
            () => world.EngineAsync(db => db.Database.SqlQuery<bool>($"""select not exists (select from app.delivery_chunks where state < 2) as "Value" """).SingleAsync()), "the chunks are closed");

        Assert.InRange(world.Route.Messages.Count, 31, 299);
        Assert.Equal(world.Route.Messages.Count, (await world.ProgressAsync(campaign)).Accepted);
        Assert.False((await world.CampaignAsync(campaign)).IsEditable);
    }

    [Fact]
    public async Task A_release_that_fails_again_and_again_is_held_and_says_so()
    {
        await using var world = await RelayWorld.NewAsync();
        world.StartNode(("Roles", "Console"));
        await world.SeedAsync(3);
        var campaign = await world.ApproveAsync();
        await world.App.BehindTheWallsAsync(
            """
            create function app.refuse() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$;
            create trigger refuse before insert on app.deliveries for each statement execute function app.refuse()
            """);

        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(CampaignState.Releasing, (await world.CampaignAsync(campaign)).State);
            await Assert.ThrowsAnyAsync<Exception>(() => world.ReleaseAsync(campaign));
        }

        var held = await world.CampaignAsync(campaign);
        Assert.Equal(CampaignState.Held, held.State);
        Assert.Contains("5 attempts failed on our side", held.Notice, StringComparison.Ordinal);
        Assert.Equal(0, await world.EngineAsync(db => db.VolumeReservations.CountAsync()));
    }

    [Fact]
    public async Task Outcomes_that_could_not_be_recorded_at_once_are_recorded_later_and_nobody_gets_it_twice()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 60, ("Relay:Lease", "00:00:02"));
        await world.App.BehindTheWallsAsync(
            """
            create sequence app.faults;
            create function app.fault() returns trigger language plpgsql security definer as $$
                begin if nextval('app.faults') <= 3 then raise exception 'try again' using errcode = '40001'; end if; return null; end $$;
            create trigger fault before update on app.campaign_progress for each statement execute function app.fault()
            """);

        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(60, world.Route.Messages.Count);
        Assert.Equal(60, (await world.ProgressAsync(campaign)).Accepted);
        Assert.True(long.Parse(await world.App.BehindTheWallsAsync("select last_value from app.faults")) > 3);
    }

    [Fact]
    public async Task A_route_that_works_again_is_said_to_work_with_nothing_to_send()
    {
        var free = new WireServer();
        var port = free.Port;
        await free.DisposeAsync();
        await using var world = await RelayWorld.NewAsync();
        world.StartNode(("Relay:Route:Port", $"{port}"));
        await world.SeedAsync(3);
        Task<bool> IsDownAsync() => world.EngineAsync(db => db.Database.SqlQuery<bool>($"""select exists (select from app.relay_nodes where problem is not null) as "Value" """).SingleAsync());
        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(IsDownAsync, "the node says that its route is down");
        await world.ChangeAsync(campaign, c => c.Stop("enough", DateTimeOffset.UnixEpoch));

        await using var route = new WireServer(port);
        await RelayWorld.UntilAsync(async () => !await IsDownAsync(), "the node says that its route works");
        Assert.Empty(route.Messages);
    }

    [Fact]
    public void A_node_that_waits_for_its_route_still_reports() =>
        Assert.Equal(
            [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)],
            [RelayWorker.Nap(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1)), RelayWorker.Nap(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)), RelayWorker.Nap(TimeSpan.Zero, TimeSpan.FromSeconds(1))]);

    [Fact]
    public async Task A_small_campaign_does_not_wait_for_a_large_one()
    {
        await using var world = await RelayWorld.NewAsync();
        world.StartNode(("Roles", "Console"));
        await world.SeedAsync(3);
        var (large, small) = (await world.SendAsync(), await world.SendAsync());
        await world.EngineAsync(db => db.Database.ExecuteSqlAsync(
            $"""
            insert into app.delivery_chunks (account_id, campaign_id, chunk, month, first_seq, last_seq, token_key, next_at)
            select account_id, campaign_id, chunk + i, month, first_seq, last_seq, token_key, next_at - interval '1 hour'
            from app.delivery_chunks, generate_series(1, 5) i where campaign_id = {large}
            """));

        var chunks = world.Services.GetRequiredService<ChunkStore>();
        var claimed = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            claimed.Add((await chunks.ClaimAsync("test", CancellationToken.None))!.Campaign);
        }

        Assert.Equal([large, small, large, large], claimed);
    }

    [Fact]
    public async Task Pause_holds_resume_goes_on_and_stop_ends()
    {
        await using var world = await RelayWorld.NewAsync();
        world.Route.Delay = TimeSpan.FromMilliseconds(20);
        world.StartNode(("Relay:Connections", "2"));
        await world.SeedAsync(900);
        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count > 20), "some have left");

        await world.ChangeAsync(campaign, c => c.Pause());
        await Task.Delay(TimeSpan.FromSeconds(2));
        var atPause = world.Route.Messages.Count;
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(atPause, world.Route.Messages.Count);
        Assert.InRange(atPause, 21, 600);

        await world.ChangeAsync(campaign, c => c.Resume());
        await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count > atPause + 20), "it goes on");

        await world.ChangeAsync(campaign, c => c.Stop("enough", DateTimeOffset.UnixEpoch));
        await Task.Delay(TimeSpan.FromSeconds(2));
        var atStop = world.Route.Messages.Count;
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(atStop, world.Route.Messages.Count);
        Assert.True(atStop < 900);
        Assert.Equal(atStop, world.Route.Messages.Select(m => m.To).Distinct().Count());
        Assert.Equal(atStop, (await world.ProgressAsync(campaign)).Accepted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_byte_that_changed_after_approval_is_refused_by_the_relay(bool afterTheRelease)
    {
        await using var world = await RelayWorld.NewAsync();
        world.StartNode(("Roles", "Console"));
        await world.SeedAsync(5);
        var campaign = await world.ApproveAsync();
        Assert.Equal(afterTheRelease, afterTheRelease && await world.ReleaseAsync(campaign));

        await world.EngineAsync(db => db.Database.ExecuteSqlAsync(
            $"update app.submissions set frozen_content = convert_to(replace(convert_from(frozen_content, 'UTF8'), 'opens at nine', 'opens at five'), 'UTF8') where campaign_id = {campaign}"));
        Assert.False(await world.ReleaseAsync(campaign));
        world.StartNode();

        await world.UntilAsync(campaign, CampaignState.Held);
        var held = await world.CampaignAsync(campaign);
        Assert.Null(held.ApprovedHash);
        Assert.Contains("not the content that was approved", held.Notice, StringComparison.Ordinal);
        Assert.Contains("campaign.held-again", await world.EngineAsync(db => db.AuditEntries.Where(e => e.CampaignId == campaign).Select(e => e.Action).ToListAsync()));
        Assert.Empty(world.Route.Messages);
    }
}
