using Moderation.Campaigns;
using Moderation.Web.Data.Postgres;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Relay;

public sealed class KillTests
{
    private const int Recipients = 3_000;

    [Fact]
    public async Task A_server_killed_in_the_middle_of_a_relay_loses_nobody_and_repeats_only_what_was_in_flight()
    {
        var directory = Directory.CreateTempSubdirectory("kill9-").FullName;
        var database = new EmbeddedPostgresOptions { Directory = Path.Combine(directory, "postgres"), SearchFrom = Repository.Web };
        var postgres = await EmbeddedPostgres.StartAsync(database);
        await using var world = new RelayWorld(postgres.ConnectionString("moderation"));
        world.StartNode(("Roles", "Console"));
        await world.SeedAsync(Recipients);
        var campaign = await world.ApproveAsync();
        await world.StopNodesAsync();
        await postgres.DisposeAsync();

        world.Route.Delay = TimeSpan.FromMilliseconds(1);
        using (var server = Start(world, directory))
        {
            await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count > Recipients / 3), $"a third has left{(server.HasEnded ? ", and the server has ended" : "")}");
            await server.KillAsync();
        }

        await Task.Delay(TimeSpan.FromMilliseconds(500));
        var before = world.Route.Messages.Count;
        Assert.InRange(before, Recipients / 3, Recipients - 1);

        using (var server = Start(world, directory))
        {
            await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Select(m => m.To).Distinct().Count() == Recipients), "everybody is served");
            // What was answered is still to be written.
            await Task.Delay(TimeSpan.FromSeconds(1));
            await server.KillAsync();
        }

        var repeated = world.Route.Messages.GroupBy(m => m.To).Where(g => g.Count() > 1).ToList();
        // One batch of outcomes not yet written for each chunk at work, and what was on the four connections.
        Assert.InRange(repeated.Count, 0, (3 * 200) + (4 * 2));
        Assert.All(repeated, g => Assert.Single(g.Select(m => m.Data).Distinct()));

        postgres = await EmbeddedPostgres.StartAsync(database);
        world.StartNode();
        await world.UntilAsync(campaign, CampaignState.Sent);
        var progress = await world.ProgressAsync(campaign);
        Assert.Equal((Recipients, Recipients), (progress.Total, progress.Accepted));
        await world.StopNodesAsync();
        await postgres.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static ServerProcess Start(RelayWorld world, string directory) => ServerProcess.Start(directory, world.Settings(("Relay:Lease", "00:00:02"), ("Relay:Sweep", "00:00:00.5")));
}
