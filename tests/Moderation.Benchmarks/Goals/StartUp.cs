using System.Diagnostics;
using Moderation.Benchmarks.Parts;

namespace Moderation.Benchmarks.Goals;

/// <summary>From the command to the first page, the private PostgreSQL included.</summary>
internal sealed class StartUp : IGoal
{
    private const double Limit = 3;

    public int Number => 11;

    public string Name => "start";

    public async Task MeasureAsync(Settings settings, Report report)
    {
        var (first, again) = (new List<double>(), new List<double>());
        using (var folder = new LocalFolder())
        {
            // The first of all reads the programs from the disk.
            await SecondsAsync(folder);
        }

        for (var round = 1; round <= settings.Rounds; round++)
        {
            using var folder = new LocalFolder();
            first.Add(await SecondsAsync(folder));
            again.Add(await SecondsAsync(folder));
            Progress.Say($"  round {round} of {settings.Rounds}: {first[^1]:0.00} s on an empty folder, {again[^1]:0.00} s on its data");
        }

        Add("dotnet run --no-build to the first page, existing data", again);
        Add("the same with a new database and demo data", first);

        void Add(string subject, List<double> seconds) =>
            report.Add(this, new Check(subject, $"{Limit:0} s", [.. seconds.Select(s => s / Limit)], 1, IsAtLeast: false, Enough: true, $"{Rounds.Median(seconds):0.00} s"));
    }

    private static async Task<double> SecondsAsync(LocalFolder folder)
    {
        var started = Stopwatch.GetTimestamp();
        using var server = WebServer.Start(folder);
        await server.FirstPageAsync();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await server.StopAsync();
        return seconds;
    }
}
