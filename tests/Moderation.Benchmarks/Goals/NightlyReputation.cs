using System.Diagnostics;
using Moderation.Benchmarks.Database;
using Moderation.Web.Jobs;

namespace Moderation.Benchmarks.Goals;

/// <summary>The night that computes every campaign’s index: against SQL alone, as the usual night, and with a long history behind it.</summary>
internal sealed class NightlyReputation : IGoal
{
    private const string Short = "reputation";
    private const string Long = "reputation_long";

    public int Number => 7;

    public string Name => "nightly reputation";

    public async Task MeasureAsync(Settings settings, Report report)
    {
        var events = settings.Full ? 40_000_000 : 10_000_000;
        await using var postgres = await PostgresServer.StartAsync();
        await using var console = new ConsoleHost(postgres.ConnectionString(Short)).Started();
        await using var consoleLong = new ConsoleHost(postgres.ConnectionString(Long)).Started();
        var (history, historyLong) = (new SentHistory(postgres, Short), new SentHistory(postgres, Long));
        Progress.Say($"  making {events:N0} and {4L * events:N0} events");
        await history.MakeAsync(events, before: 0);
        await historyLong.MakeAsync(events, before: 3 * events);
        await history.ForgetAsync();
        for (var step = 0; step < 12; step++)
        {
            await NightAsync(console, events / SentHistory.EventsEach);
            await history.PsqlAsync();
        }

        var full = await Rounds.RunAsync(settings, history.PsqlAsync, () => NightAsync(console, events / SentHistory.EventsEach));
        report.Add(this, Check.AtMost(
            full, $"all mailings of 30 days, {events:N0} events", "the same SQL in psql", 2, round => round.Value / round.Limit, $"{full.Median(ms => ms):0} to {full.Limit:0} ms"));

        await historyLong.UsualNightAsync();
        await NightAsync(consoleLong, null);
        var rounds = await Rounds.RunAsync(settings, () => FullAsync(console, history, events), async () => new Nights(await UsualAsync(console, history), await UsualAsync(consoleLong, historyLong)));
        report.Add(this, Check.AtMost(
            rounds, "a usual night, mailings that end their week closed", "all mailings of 30 days", 0.3, round => round.Value.Short / round.Limit,
            $"{rounds.Median(nights => nights.Short):0} to {rounds.Limit:0} ms"));
        report.Add(this, Check.AtMost(
            rounds, $"a usual night with {4L * events:N0} events of history", $"with {events:N0}", 1.2, round => round.Value.Long / round.Value.Short,
            $"{rounds.Median(nights => nights.Long):0} to {rounds.Median(nights => nights.Short):0} ms"));
    }

    private static async Task<double> FullAsync(ConsoleHost console, SentHistory history, int events)
    {
        await history.ForgetAsync();
        return await NightAsync(console, events / SentHistory.EventsEach);
    }

    private static async Task<double> UsualAsync(ConsoleHost console, SentHistory history)
    {
        await history.UsualNightAsync();
        return await NightAsync(console, null);
    }

    /// <returns>Milliseconds.</returns>
    private static async Task<double> NightAsync(ConsoleHost console, int? expected)
    {
        var from = Stopwatch.GetTimestamp();
        var computed = await console.AsEngineAsync(db => new ReputationNight(db).RunAsync(SentHistory.Night, SentHistory.ScheduledFor, CancellationToken.None));
        var milliseconds = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        return computed > 0 && (expected is null || computed == expected) ? milliseconds : throw new GoalFailedException($"the night computed {computed:N0} campaigns, not {expected:N0}.");
    }

    private sealed record Nights(double Short, double Long);
}
