using Moderation.Benchmarks.Database;

namespace Moderation.Benchmarks.Goals;

/// <summary>The page that project managers live on, with a thousand campaigns waiting and with a million.</summary>
internal sealed class QueuePage : IGoal
{
    private const int Few = 1_000;
    private const int Reads = 1_000;
    private const int Pages = 100;

    public int Number => 10;

    public string Name => "queue page";

    public async Task MeasureAsync(Settings settings, Report report)
    {
        var many = settings.Full ? 1_000_000 : 100_000;
        await using var postgres = await PostgresServer.StartAsync();
        await using var smallConsole = new ConsoleHost(postgres.ConnectionString("few")).Started();
        await using var largeConsole = new ConsoleHost(postgres.ConnectionString("many")).Started();
        using var small = new FullQueue(postgres, smallConsole, "few", Few);
        using var large = new FullQueue(postgres, largeConsole, "many", many);
        Progress.Say($"  making queues of {Few:N0} and {many:N0}");
        await small.MakeAsync();
        await large.MakeAsync();
        var middle = await large.MiddleAsync();
        for (var step = 0; step < 3; step++)
        {
            await large.ReadAsync(Reads);
            await large.PageAsync(Pages);
            await small.PageAsync(Pages);
        }

        var rounds = await Rounds.RunAsync(
            settings, () => large.ReadAsync(Reads), async () => new Pages3(await small.PageAsync(Pages), await large.PageAsync(Pages), await large.PageAsync(Pages, middle)));
        var full = settings.Full ? "" : " (--full: 1,000,000)";
        report.Add(this, Check.AtMost(
            rounds, $"database time of the page with its counts, {many:N0} waiting{full}", "one indexed read", 10, round => round.Value.Head / round.Limit,
            $"{rounds.Median(pages => pages.Head):0.00} to {rounds.Limit:0.00} ms"));
        report.Add(this, Check.AtMost(rounds, $"the same at the head of {many:N0}", $"of {Few:N0}", 1.2, round => round.Value.Head / round.Value.Few, $"{rounds.Median(pages => pages.Head):0.00} to {rounds.Median(pages => pages.Few):0.00} ms"));
        report.Add(this, Check.AtMost(rounds, $"the same in the middle of {many:N0}", "at the head", 1.2, round => round.Value.Middle / round.Value.Head, $"{rounds.Median(pages => pages.Middle):0.00} ms"));
    }

    private sealed record Pages3(double Few, double Head, double Middle);
}
