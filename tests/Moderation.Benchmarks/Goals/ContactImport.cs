using Moderation.Benchmarks.Database;

namespace Moderation.Benchmarks.Goals;

/// <summary>
/// A CSV file through the console, upload and all: its role, its policy, its foreign keys, validation, the ledger of consent and the
/// error report, against psql's \copy of the same rows into the table of contacts alone, and into the three tables that it fills.
/// </summary>
internal sealed class ContactImport : IGoal
{
    private const string Empty = "imports";
    private const string Large = "imports_large";
    private const int Few = 100_000;

    public int Number => 5;

    public string Name => "CSV import";

    public async Task MeasureAsync(Settings settings, Report report)
    {
        var (rows, known) = settings.Full ? (1_000_000, 5_000_000) : (300_000, 1_000_000);
        await using var postgres = await PostgresServer.StartAsync();
        await using var console = new ConsoleHost(postgres.ConnectionString(Empty)).Started();
        await using var consoleLarge = new ConsoleHost(postgres.ConnectionString(Large)).Started();
        using var files = new ContactFiles(postgres, console, Empty);
        using var filesLarge = new ContactFiles(postgres, consoleLarge, Large);
        await files.MakeAsync(known: 0);
        Progress.Say($"  making {known:N0} contacts");
        await filesLarge.MakeAsync(known);
        var (csv, table) = await files.WriteAsync(rows);
        await files.ForgetAsync();
        await files.ImportAsync(csv, rows);

        var rounds = await Rounds.RunAsync(settings, () => CopyAsync(files, table), () => ImportsAsync(files, csv, table, rows));
        report.Add(this, Check.AtLeast(
            rounds, $"import of {rows:N0} contacts", "\\copy into the table of contacts", 0.6, round => round.Limit / round.Value.First,
            $"{rows / rounds.Median(imports => imports.First):0} to {rows / rounds.Limit:0} k rows/s"));
        report.Add(this, Check.AtLeast(
            rounds, $"import of {rows:N0} contacts", "\\copy into the tables of contacts, consents and members", 0.6, round => round.Value.Copied / round.Value.First,
            $"{rows / rounds.Median(imports => imports.First):0} to {rows / rounds.Median(imports => imports.Copied):0} k rows/s"));
        report.Add(this, Check.AtMost(
            rounds, "the same file again", "the first time", 1, round => round.Value.Again / round.Value.First, $"{rounds.Median(imports => imports.Again):0} to {rounds.Median(imports => imports.First):0} ms"));

        var (few, _) = await files.WriteAsync(Few);
        // As in a console that runs: what the imports look into has been looked into before, and the last checkpoint, after which
        // PostgreSQL writes each page whole once, was not a moment ago.
        await files.CheckpointAsync();
        var (before, _) = await filesLarge.WriteAsync(Few);
        await filesLarge.ImportAsync(before, Few);
        var into = await Rounds.RunAsync(
            settings,
            async () =>
            {
                await files.ForgetAsync();
                return await files.ImportAsync(few, Few);
            },
            async () =>
            {
                var (other, _) = await filesLarge.WriteAsync(Few);
                return await filesLarge.ImportAsync(other, Few);
            });
        report.Add(this, Check.AtMost(
            into, $"{Few:N0} contacts into {known:N0}", "into none", 1.5, round => round.Value / round.Limit, $"{into.Median(ms => ms):0} to {into.Limit:0} ms"));
    }

    private static async Task<double> CopyAsync(ContactFiles files, string table)
    {
        await files.ForgetAsync();
        await files.CheckpointAsync();
        return await files.CopyAsync(table);
    }

    private static async Task<Imports> ImportsAsync(ContactFiles files, string csv, string table, int rows)
    {
        await files.ForgetAsync();
        await files.CheckpointAsync();
        var copied = await files.CopyAllAsync(table);
        await files.ForgetAsync();
        await files.CheckpointAsync();
        return new Imports(copied, await files.ImportAsync(csv, rows), await files.ImportAsync(csv, 0));
    }

    /// <summary>Milliseconds of one round.</summary>
    private sealed record Imports(double Copied, double First, double Again);
}
