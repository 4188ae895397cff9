using Moderation.Benchmarks.Database;
using Moderation.Benchmarks.Limits;
using Moderation.Benchmarks.Parts;

namespace Moderation.Benchmarks.Goals;

/// <summary>What recipients' programs ask for: pictures and links that are answered when their event is taken, opt-outs when theirs is committed.</summary>
internal sealed class EventEndpoints : IGoal
{
    private const int Few = 64;
    private const int Many = 512;

    public int Number => 6;

    public string Name => "open, click and opt-out endpoints";

    public async Task MeasureAsync(Settings settings, Report report)
    {
        using var folder = new LocalFolder();
        await using var postgres = await PostgresServer.StartAsync();
        await using var console = new ConsoleHost(postgres.ConnectionString("events"), ("AllowedHosts", "*"));
        console.UseKestrel(0);
        console.StartServer();
        await using var bare = await BareGif.StartAsync();
        var port = console.ClientOptions.BaseAddress.Port;
        var gif = Path.Combine(folder.Path, "gif.txt");
        await File.WriteAllTextAsync(gif, "/gif\n");
        var mailing = new ReadMailing(postgres, console, "events", folder.Path);
        await mailing.MakeAsync();
        for (var step = 0; step < 3; step++)
        {
            await Wrk.MeasureAsync(bare.Port, Few, gif);
            await RecordedAsync(mailing, port, mailing.Opens);
            await RecordedAsync(mailing, port, mailing.Clicks);
            await OptedOutAsync(mailing, port, Few);
        }

        var few = await Rounds.RunAsync(settings, () => BareAsync(bare, gif, Few), async () => new Rates(
            await RecordedAsync(mailing, port, mailing.Opens), await RecordedAsync(mailing, port, mailing.Clicks), await OptedOutAsync(mailing, port, Few)));
        report.Add(this, Check.AtLeast(few, "opens, rows equal answers", $"the bare web server, {Few} connections", 0.7, round => round.Value.Opens / round.Limit, $"{few.Median(rates => rates.Opens):N0} of {few.Limit:N0} a second"));
        report.Add(this, Check.AtLeast(few, "clicks, rows equal answers", $"the bare web server, {Few} connections", 0.7, round => round.Value.Clicks / round.Limit, $"{few.Median(rates => rates.Clicks):N0} a second"));
        report.Add(this, Check.AtLeast(few, "opt-outs, each committed", $"the bare web server, {Few} connections", 0.2, round => round.Value.OptOuts / round.Limit, $"{few.Median(rates => rates.OptOuts):N0} a second"));

        var many = await Rounds.RunAsync(settings, () => BareAsync(bare, gif, Many), async () => await OptedOutAsync(mailing, port, Many));
        report.Add(this, Check.AtLeast(many, "opt-outs, each committed", $"the bare web server, {Many} connections", 0.6, round => round.Value / round.Limit, $"{many.Median(rate => rate):N0} of {many.Limit:N0} a second"));
    }

    private static async Task<double> BareAsync(BareGif bare, string gif, int connections) => (await Wrk.MeasureAsync(bare.Port, connections, gif)).Rate;

    /// <exception cref="GoalFailedException">There are fewer rows than answers, or more than the generator can have left behind.</exception>
    private static async Task<double> RecordedAsync(ReadMailing mailing, int port, string paths)
    {
        await mailing.ForgetAsync();
        var load = await Wrk.MeasureAsync(port, Few, paths);
        var rows = await mailing.DrainedAsync();
        // Each connection has one request under way when the generator leaves: answered, recorded, and not counted by it.
        return rows >= load.Answers && rows <= load.Answers + Few ? load.Rate : throw new GoalFailedException($"{rows:N0} rows for {load.Answers:N0} answers.");
    }

    private static async Task<double> OptedOutAsync(ReadMailing mailing, int port, int connections)
    {
        await mailing.ForgetAsync();
        var load = await Wrk.MeasureAsync(port, connections, mailing.OptOuts, oneClick: true);
        var rows = await mailing.OptedOutAsync();
        return rows >= Math.Min(load.Answers, ReadMailing.Recipients) ? load.Rate : throw new GoalFailedException($"{rows:N0} suppressions for {load.Answers:N0} answers.");
    }

    private sealed record Rates(double Opens, double Clicks, double OptOuts);
}
