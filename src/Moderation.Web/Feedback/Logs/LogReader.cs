using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Moderation.Delivery;
using Moderation.Web.Data;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Intake;
using Npgsql;

namespace Moderation.Web.Feedback.Logs;

/// <summary>
/// Reads the logs of smart hosts as they grow. The session with a smart host knows only that it took the message; what became of it
/// stands there. One transaction holds a chunk's effects and the position behind it: a stop, a crash or another node goes on with
/// exactly the next line.
/// </summary>
internal sealed class LogReader(
    IServiceScopeFactory scopes, LogReaderOptions options, IntakeOptions intake, TokenKeys keys, LogWriter writer, TimeProvider clock, ILogger<LogReader> log) : BackgroundService
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    // A machine that is silent for so long has stopped reading; another one that has the file may.
    private static readonly TimeSpan Silent = TimeSpan.FromMinutes(2);

    private readonly string _machine = Environment.MachineName;
    private readonly Dictionary<string, long> _older = new(StringComparer.Ordinal);

    /// <summary>Reads each log once as far as it goes.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        List<Guid> routes;
        await using (var scope = scopes.CreateAsyncScope())
        {
            routes = await scope.ServiceProvider.GetRequiredService<EngineDb>().LogReadings.OrderBy(reading => reading.RouteId).Select(reading => reading.RouteId).ToListAsync(ct);
        }

        foreach (var route in routes)
        {
            while (await ReadAsync(route, ct))
            {
                ct.ThrowIfCancellationRequested();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Poll);
        try
        {
            do
            {
                try
                {
                    await RunAsync(stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // The position stands; the chunk comes again.
                    log.LogError(e, "A mail log could not be read on");
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <returns>Whether there is more to read at once.</returns>
    private async Task<bool> ReadAsync(Guid route, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EngineDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // While another node reads it, it is that node's.
        if (await db.LogReadings.FromSql($"select * from app.log_readings where route_id = {route} for update skip locked").SingleOrDefaultAsync(ct) is not { } reading || IsAnothers(reading))
        {
            return false;
        }

        var now = clock.GetUtcNow();
        var hasMore = TryRead(reading, now) is { } chunk && await TakeAsync(db, transaction, reading, chunk, now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return hasMore;
    }

    private LogChunk? TryRead(LogReading reading, DateTimeOffset now)
    {
        try
        {
            return options.Refuse(reading.Path) is { } refusal ? throw new LogFileException(refusal) : LogFile.Read(reading, IsSettled, now);
        }
        catch (IOException e)
        {
            Fail(reading, e.Message, now);
            return null;
        }
    }

    private async Task<bool> TakeAsync(EngineDb db, IDbContextTransaction transaction, LogReading reading, LogChunk chunk, DateTimeOffset now, CancellationToken ct)
    {
        if (chunk.Bytes.Length == 0)
        {
            if (reading.Problem is not null || reading.Machine != _machine || reading.Length != chunk.Length || !(now - reading.LookedAt < SayEvery))
            {
                reading.Saw(reading.Position, chunk.Length, _machine, now);
            }

            return false;
        }

        var lines = LogLines.Parse(chunk, reading.Kind, clock.LocalTimeZone, now);
        var connection = (NpgsqlConnection)transaction.GetDbTransaction().Connection!;
        await lines.JudgeAsync(await LogWriter.QueueAsync(connection, reading.RouteId, lines.Wanted, ct), intake.BounceDomain, keys, ct);
        var route = await db.MailRoutes.AsNoTracking().SingleAsync(one => one.Id == reading.RouteId, ct);
        var ours = await writer.WriteAsync(connection, route, lines, now, ct);
        reading.Ours += ours;
        reading.Foreign += lines.Foreign + lines.Said.Count - ours;
        reading.Forged += lines.Forged;
        reading.Unreadable += lines.Unreadable;
        reading.LastLineAt = lines.LastAt ?? reading.LastLineAt;
        reading.Saw(chunk.Next, chunk.Length, _machine, now);
        return chunk.HasMore;
    }

    private bool IsAnothers(LogReading reading)
    {
        var isHeard = reading.Machine is not null && reading.Machine != _machine && clock.GetUtcNow() - reading.LookedAt < Silent;
        // A machine that cannot read it gives way to one that has the file.
        return isHeard && (reading.Problem is null || !File.Exists(reading.Path));
    }

    // Whoever renamed the log may still write its last lines: two looks at the same length end it.
    private bool IsSettled(string path, long length)
    {
        var isSettled = _older.TryGetValue(path, out var before) && before == length;
        _older[path] = length;
        return isSettled;
    }

    private void Fail(LogReading reading, string why, DateTimeOffset now)
    {
        if (reading.Problem != why)
        {
            log.LogWarning("The log {Path} is not read: {Why}", reading.Path, why);
        }

        if (reading.Problem != why || reading.Machine != _machine || !(now - reading.LookedAt < SayEvery))
        {
            reading.Fail(why, _machine, now);
        }
    }
}
