using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data.Postgres;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Relay;

/// <summary>Two relays, each a process of its own, on one database, into Postfix's smtp-sink.</summary>
public sealed partial class TwoProcessesTests
{
    // RELAY_RECIPIENTS=200000 for the whole thing: some minutes.
    private static readonly int Recipients = int.Parse(Environment.GetEnvironmentVariable("RELAY_RECIPIENTS") ?? "3000", CultureInfo.InvariantCulture);

    [SinkFact]
    public async Task Two_relay_processes_serve_each_recipient_once()
    {
        var directory = Directory.CreateTempSubdirectory("two-relays-").FullName;
        await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Directory = Path.Combine(directory, "postgres"), SearchFrom = Repository.Web });
        var port = FreePort.Take();
        using var sink = Process.Start(new ProcessStartInfo(SinkFactAttribute.Program!, [.. Environment.UserName == "root" ? (string[])["-u", "nobody"] : [], "-c", $"127.0.0.1:{port}", "256"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var counted = Counted(sink);
        await using var world = new RelayWorld(postgres.ConnectionString("moderation"));
        world.StartNode(("Roles", "Console"));
        await world.SeedAsync(Recipients);

        var watch = Stopwatch.StartNew();
        using (var first = Start(world, postgres.ConnectionString("moderation"), port, Path.Combine(directory, "one")))
        using (var second = Start(world, postgres.ConnectionString("moderation"), port, Path.Combine(directory, "two")))
        {
            try
            {
                await RelayWorld.UntilAsync(
                    async () => await world.EngineAsync(db => db.Database.SqlQuery<int>($"""select count(*)::integer as "Value" from app.relay_nodes""").SingleAsync()) == 2, "both relays report");
                var campaign = await world.ApproveAsync();
                await world.ReleaseAsync(campaign);
                for (var i = 0; i < Recipients / 100 && (await world.CampaignAsync(campaign)).State != CampaignState.Sent; i++)
                {
                    Assert.False(first.HasEnded || second.HasEnded, "A relay has ended.");
                    await Task.Delay(500);
                }

                await world.UntilAsync(campaign, CampaignState.Sent);
                Assert.Equal(Recipients, (await world.ProgressAsync(campaign)).Accepted);
            }
            finally
            {
                await first.KillAsync();
                await second.KillAsync();
            }
        }

        Assert.Equal(
            $"{Recipients} {Recipients} {Recipients}",
            await world.App.BehindTheWallsAsync("select count(*) || ' ' || count(distinct seq) || ' ' || count(*) filter (where kind = 1 and attempt = 1) from app.outcomes"));
        Console.WriteLine($"{Recipients:N0} recipients by two processes in {watch.Elapsed.TotalSeconds:0} s");
        sink.Kill();
        Assert.Equal(Recipients, await counted);
        await world.StopNodesAsync();
    }

    // "sess=12 quit=3 mesg=3000", after each message.
    private static async Task<int> Counted(Process sink)
    {
        var last = "";
        var buffer = new char[4096];
        for (int read; (read = await sink.StandardOutput.ReadAsync(buffer)) > 0;)
        {
            last = (last + new string(buffer, 0, read))[^Math.Min(last.Length + read, 200)..];
        }

        return int.Parse(Messages().Matches(last)[^1].Groups["n"].ValueSpan, CultureInfo.InvariantCulture);
    }

    private static ServerProcess Start(RelayWorld world, string connectionString, int port, string directory) => ServerProcess.Start(
        directory, world.Settings(("Roles", "Relay"), ("Relay:Route:Port", $"{port}"), ("Relay:Connections", "8"), ("Relay:Sweep", "00:00:01"), ("ConnectionStrings:Moderation", connectionString)));

    [GeneratedRegex("mesg=(?<n>[0-9]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Messages();
}

/// <summary>Needs Postfix's test server.</summary>
public sealed class SinkFactAttribute : FactAttribute
{
    internal static readonly string? Program = Array.Find(["/usr/sbin/smtp-sink", "/usr/bin/smtp-sink"], File.Exists);

    public SinkFactAttribute()
    {
        if (Program is null)
        {
            Skip = "smtp-sink is not there: install the package postfix.";
        }
    }
}
