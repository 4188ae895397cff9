using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Tests.Hosting;
using Npgsql;
using Xunit.Abstractions;

namespace Moderation.Web.Tests.Intake.Importing;

/// <summary>A large file through a server that is stopped, goes on, is killed and goes on. IMPORT_ROWS=1000000 makes it a million rows.</summary>
public sealed class ImportKillTests(ITestOutputHelper output)
{
    private const int BadEach = 1_000;

    private static readonly int Rows = int.TryParse(Environment.GetEnvironmentVariable("IMPORT_ROWS"), CultureInfo.InvariantCulture, out var rows) ? rows : 60_000;

    [Fact]
    public async Task Stopped_at_half_continued_killed_and_continued_it_ends_with_exactly_the_good_rows()
    {
        var watch = Stopwatch.StartNew();
        // A console without the role Jobs, and a process beside it that has it: the queue is all that they share.
        await using var app = await ConsoleApp.StartAsync();
        var account = await app.AddAccountAsync("Lighthouse");
        var marketer = await app.SignInAsync(await app.AddMarketerAsync(account));
        var list = new ContactList { AccountId = account.Id, Name = "Readers", CreatedAt = app.Clock.GetUtcNow() };
        await app.AsAccountAsync(account.Id, services =>
        {
            var db = services.GetRequiredService<ModerationDb>();
            db.Add(list);
            return db.SaveChangesAsync();
        });
        var (file, good, bad) = MakeFile();
        var report = await Uploads.BeginAsync(marketer, list.Id, file);
        var id = Guid.Parse(report[(report.LastIndexOf('/') + 1)..]);
        output.WriteLine($"{Rows:N0} rows, {file.Length:N0} bytes, uploaded after {watch.Elapsed.TotalSeconds:0.0} s");

        using (var worker = Start(app))
        {
            await UntilAsync(app, id, import => import.Share >= 0.4, worker);
            using var stopped = await marketer.SubmitAsync(report, [], "Cancel");
            var half = await FindAsync(app, id);
            Assert.Equal(ImportState.Cancelled, half.State);
            Assert.InRange(half.Share, 0.4, 0.99);
            Assert.Contains("Continue goes on", await marketer.ReadAsync(report), StringComparison.Ordinal);
            Assert.Equal(half.Added, await CountAsync(app, "contacts"));
            // What was at work is taken back.
            await Task.Delay(TimeSpan.FromSeconds(1));
            Assert.Equal(half.Added, await CountAsync(app, "contacts"));
            output.WriteLine($"stopped at {half.Share:P0}, {half.Added:N0} added, after {watch.Elapsed.TotalSeconds:0.0} s");

            using var continued = await marketer.SubmitAsync(report, [], "Continue");
            await UntilAsync(app, id, import => import.Share > half.Share && import.Share >= 0.6, worker);
            Assert.Contains("rows a second", await marketer.ReadAsync(report + "?handler=Progress"), StringComparison.Ordinal);
            await worker.KillAsync();
        }

        var killed = await FindAsync(app, id);
        Assert.Equal(ImportState.Running, killed.State);
        Assert.InRange(killed.Share, 0.6, 0.99);
        output.WriteLine($"killed at {killed.Share:P0} after {watch.Elapsed.TotalSeconds:0.0} s");
        using (var worker = Start(app))
        {
            await UntilAsync(app, id, import => import.State == ImportState.Finished, worker);
            output.WriteLine($"ended after {watch.Elapsed.TotalSeconds:0.0} s");
            var import = await FindAsync(app, id);
            Assert.Equal((Rows, good.Count, 0, bad.Count), (import.Rows, import.Added, import.Known, import.Refused));
            Assert.Equal(good, await ReadAsync(app, "select c.email_key from app.contacts c join app.list_members m on m.account_id = c.account_id and m.contact_id = c.id order by 1"));
            Assert.Equal(good.Count, await CountAsync(app, "contacts"));
            Assert.Equal(bad, (await ReadAsync(app, $"select r.line::text from app.import_refusals r where import_id = '{id}' order by r.line")).Select(line => int.Parse(line, CultureInfo.InvariantCulture)));

            var before = await DigestAsync(app);
            var again = await Uploads.BeginAsync(marketer, list.Id, file);
            var second = Guid.Parse(again[(again.LastIndexOf('/') + 1)..]);
            await UntilAsync(app, second, i => i.State == ImportState.Finished, worker);
            import = await FindAsync(app, second);
            Assert.Equal((0, good.Count, bad.Count), (import.Added, import.Known, import.Refused));
            Assert.Equal(before, await DigestAsync(app));
            output.WriteLine($"the same file again: ended after {watch.Elapsed.TotalSeconds:0.0} s");
        }
    }

    /// <summary>Every thousandth row is bad, in turn in each way.</summary>
    private static (string File, List<string> Good, List<int> Bad) MakeFile()
    {
        var text = new StringBuilder("email;first name;opted in at;city\n");
        var (good, bad) = (new List<string>(), new List<int>());
        for (var i = 0; i < Rows; i++)
        {
            // In no order, as in life.
            var address = $"r{(uint)i * 2654435761u:x8}@mail{i % 97}.example";
            if (i % BadEach == BadEach - 1)
            {
                bad.Add(i + 2);
                text.Append((i / BadEach % 4) switch
                {
                    0 => "nobody at all;x;;",
                    1 => $"{address};Ada;2031-01-01;",
                    2 => $"{good[^1]};Ada;2026-01-02;",
                    _ => $"{address};\"Ada;2026-01-02;",
                });
            }
            else
            {
                good.Add(address);
                text.Append(CultureInfo.InvariantCulture, $"{address};Ada;2026-01-02 10:00:00;Falmouth {i % 10}");
            }

            text.Append('\n');
        }

        good.Sort(StringComparer.Ordinal);
        return (text.ToString(), good, bad);
    }

    private static async Task UntilAsync(ConsoleApp app, Guid id, Func<Import, bool> reached, ServerProcess worker)
    {
        var watch = Stopwatch.StartNew();
        while (!reached(await FindAsync(app, id)))
        {
            Assert.False(worker.HasEnded, "The worker has ended.");
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(Rows > 100_000 ? 10 : 1), $"The import stands at {(await FindAsync(app, id)).Share:P0}.");
            await Task.Delay(10);
        }
    }

    private static Task<Import> FindAsync(ConsoleApp app, Guid id) => app.AsEngineAsync(db => db.Imports.AsNoTracking().SingleAsync(i => i.Id == id));

    private static async Task<int> CountAsync(ConsoleApp app, string table) => int.Parse(await app.BehindTheWallsAsync($"select count(*) from app.{table}"), CultureInfo.InvariantCulture);

    private static Task<string> DigestAsync(ConsoleApp app) => app.BehindTheWallsAsync(
        "select md5(string_agg(c::text, '|' order by c.id)) || (select md5(string_agg(m::text, '|' order by m.contact_id)) from app.list_members m) from app.contacts c");

    private static async Task<List<string>> ReadAsync(ConsoleApp app, string sql)
    {
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The test's own words.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    /// <summary>A node with the role Jobs.</summary>
    private static ServerProcess Start(ConsoleApp app) => ServerProcess.Start(
        Path.Combine(Path.GetTempPath(), $"moderation-tests-worker-{Environment.ProcessId}"),
        new Dictionary<string, string?>
        {
            ["ConnectionStrings:Moderation"] = app.ConnectionString,
            ["Roles"] = "Jobs",
            ["Imports:BatchRows"] = $"{Math.Min(10_000, Rows / 60)}",
            ["Imports:Lease"] = "00:00:10",
            ["Imports:Poll"] = "00:00:00.2",
        });
}
