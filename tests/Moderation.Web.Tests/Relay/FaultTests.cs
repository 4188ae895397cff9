using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Reputation;

namespace Moderation.Web.Tests.Relay;

/// <summary>What goes wrong between us and other servers: each fault with what was lost (nothing) and what was repeated.</summary>
public sealed class FaultTests
{
    private const int Recipients = 300;

    [Fact]
    public async Task A_server_that_says_421_in_the_middle_gets_everybody_once()
    {
        var said = 0;
        await using var world = await SendingAsync(to => Number(to) % 60 == 0 && Interlocked.Increment(ref said) <= 5 ? "421 4.3.2 Closing" : null);

        await EverybodyOnceAsync(world);
        Assert.True(said >= 5);
    }

    [Fact]
    public async Task A_tenth_that_is_deferred_is_tried_again_and_nobody_gets_it_twice()
    {
        var deferred = new System.Collections.Concurrent.ConcurrentDictionary<string, byte>();
        await using var world = await SendingAsync(to => Number(to) % 10 == 0 && deferred.TryAdd(to, 0) ? "450 4.2.0 Later" : null);

        await EverybodyOnceAsync(world);
        Assert.Equal(Recipients / 10, deferred.Count);
        Assert.Equal(Recipients / 10, await world.EngineAsync(db => db.Database.SqlQuery<int>($"""select count(*)::integer as "Value" from app.outcomes where kind = 4""").SingleAsync()));
    }

    [Fact]
    public async Task Two_of_a_hundred_that_do_not_exist_are_suppressed_and_the_others_get_theirs()
    {
        await using var world = await SendingAsync(to => Number(to) % 50 == 0 ? "550 5.1.1 No such user" : null);
        var campaign = await EndAsync(world);

        Assert.Equal(Recipients - 6, world.Route.Messages.Select(m => m.To).Distinct().Count());
        Assert.Equal(Recipients - 6, world.Route.Messages.Count);
        Assert.Equal(6, await world.EngineAsync(db => db.Suppressions.CountAsync()));
        Assert.Equal(6, (await world.CountersAsync(campaign))[EventKind.HardBounced]);
    }

    [Fact]
    public async Task A_provider_that_refuses_the_sender_suppresses_nobody()
    {
        await using var world = await SendingAsync(to => Number(to) % 3 == 0 ? "550 5.7.1 Message rejected due to the sending network's reputation" : null);
        var campaign = await EndAsync(world);

        Assert.Equal(Recipients * 2 / 3, world.Route.Messages.Count);
        Assert.Equal(0, await world.EngineAsync(db => db.Suppressions.CountAsync()));
        Assert.Equal(Recipients / 3, (await world.CountersAsync(campaign))[EventKind.PolicyBlocked]);
    }

    [Fact]
    public async Task A_slow_server_gets_everybody_once()
    {
        await using var world = await RelayWorld.NewAsync();
        world.Route.Delay = TimeSpan.FromMilliseconds(50);
        world.StartNode(("Relay:Lease", "00:00:03"));
        await world.SeedAsync(Recipients);
        await world.SendAsync();

        await EverybodyOnceAsync(world);
    }

    [Fact]
    public async Task A_server_that_dies_and_comes_back_gets_everybody_and_only_what_was_in_flight_twice()
    {
        await using var world = await RelayWorld.NewAsync();
        var first = new WireServer { Delay = TimeSpan.FromMilliseconds(20) };
        world.StartNode(("Relay:Route:Port", $"{first.Port}"));
        await world.SeedAsync(Recipients);
        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(first.Messages.Count > 50), "some have left");
        await first.DisposeAsync();

        await using var second = new WireServer(first.Port);
        await world.UntilAsync(campaign, CampaignState.Sent);

        var all = first.Messages.Concat(second.Messages).ToList();
        Assert.Equal(Recipients, all.Select(m => m.To).Distinct().Count());
        // One on each of the four connections may have been taken without an answer.
        Assert.InRange(all.Count - Recipients, 0, 4);
        Assert.Equal(Recipients, all.Select(m => m.Header("Message-ID")).Distinct().Count());
        Assert.Equal(Recipients, (await world.ProgressAsync(campaign)).Accepted);
    }

    [DiskFact]
    public async Task A_full_disk_under_the_queue_loses_no_outcome_and_sends_nothing_twice()
    {
        using var disk = new FullDisk();
        await using var world = await RelayWorld.NewAsync();
        world.StartNode(("Relay:Lease", "00:00:20"));
        await world.SeedAsync(Recipients);
        disk.GiveTo(Owner(await world.App.BehindTheWallsAsync("select current_setting('data_directory')")));
        var name = $"disk_{Guid.NewGuid():N}";
        await world.App.BehindTheWallsAsync($"create tablespace {name} location '{disk.Tables}'");
        await world.App.BehindTheWallsAsync($"select app.make_partitions(date_trunc('month', now())::date, 1)");
        var partition = "outcomes_" + (await world.App.BehindTheWallsAsync("select to_char(now(), 'YYYY_MM')"));
        await world.App.BehindTheWallsAsync($"alter table app.{partition} set tablespace {name}; alter index app.{partition}_pkey set tablespace {name}");
        disk.Fill();

        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(!world.Route.Messages.IsEmpty), "some have left");
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(0, (await world.ProgressAsync(campaign)).Accepted);
        disk.Free();
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(Recipients, world.Route.Messages.Count);
        Assert.Equal(Recipients, world.Route.Messages.Select(m => m.To).Distinct().Count());
        Assert.Equal(Recipients, (await world.ProgressAsync(campaign)).Accepted);
        await world.App.BehindTheWallsAsync($"alter table app.{partition} set tablespace pg_default; alter index app.{partition}_pkey set tablespace pg_default");
        await world.App.BehindTheWallsAsync($"drop tablespace {name}");
    }

    private static async Task<RelayWorld> SendingAsync(Func<string, string?> onRecipient)
    {
        var world = await RelayWorld.NewAsync();
        world.Route.OnRecipient = onRecipient;
        world.StartNode(("Relay:RetryDelays:0", "00:00:01"));
        await world.SeedAsync(Recipients);
        await world.SendAsync();
        return world;
    }

    private static async Task<Guid> EndAsync(RelayWorld world)
    {
        var campaign = await world.EngineAsync(db => db.Campaigns.Select(c => c.Id).SingleAsync());
        await world.UntilAsync(campaign, CampaignState.Sent);
        return campaign;
    }

    private static async Task EverybodyOnceAsync(RelayWorld world)
    {
        var campaign = await EndAsync(world);
        Assert.Equal(Recipients, world.Route.Messages.Select(m => m.To).Distinct().Count());
        Assert.Equal(Recipients, world.Route.Messages.Count);
        Assert.Equal(Recipients, (await world.ProgressAsync(campaign)).Accepted);
    }

    private static int Number(string to) => int.Parse(to["reader".Length..to.IndexOf('@', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);

    private static string Owner(string directory)
    {
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%U", directory]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return stat.StandardOutput.ReadLine()!;
    }
}
