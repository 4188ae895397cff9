using Moderation.Mail.Smtp;
using Moderation.Web.Data;
using Moderation.Web.Relay.Routes;
using Npgsql;

namespace Moderation.Web.Relay;

/// <summary>
/// Sends: claims chunks, keeps the connections of the routes busy with them, and at shutdown lets what is on a connection end.
/// Any number of nodes run one each.
/// </summary>
internal sealed class RelayWorker(
    Outlets outlets,
    Ways ways,
    RelayOptions options,
    ChunkStore chunks,
    OutcomeWriter writer,
    ApprovedMail approved,
    NewChunks news,
    IServiceScopeFactory scopes,
    EngineDataSource engine,
    TimeProvider clock,
    ILogger<RelayWorker> log) : BackgroundService
{
    // One is sent while the next is read and the last is recorded.
    private const int ChunksAtOnce = 3;

    // Less than the host waits for us.
    private static readonly TimeSpan OrderlyEnd = TimeSpan.FromSeconds(20);
    internal static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);

    private readonly string _node = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}"[..Math.Min(60, Environment.MachineName.Length + 20)];
    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private (string? Problem, DateTimeOffset At) _reported = (null, DateTimeOffset.MinValue);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The listener of this process may still be starting.
        await Task.Yield();
        using var hardStop = new CancellationTokenSource();
        await using var late = stoppingToken.UnsafeRegister(static (source, _) => ((CancellationTokenSource)source!).CancelAfter(OrderlyEnd), hardStop);
        outlets.Start(hardStop.Token);
        if (outlets.Configured is null)
        {
            log.LogWarning("No route is configured (Relay:Route:Host): unless there is one in the database, campaigns that are released wait, and nothing leaves");
        }

        var runs = new List<(ChunkRun Run, Task Task)>();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                runs.RemoveAll(run => run.Task.IsCompleted);
                var wait = await ReportAsync(stoppingToken);
                outlets.Sweep();
                if (wait > TimeSpan.Zero || !await TryStartAsync(runs, hardStop.Token, stoppingToken))
                {
                    await ProbeAsync(runs.Count, stoppingToken);
                    await WaitAsync(wait, runs, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }

        runs.ForEach(run => run.Run.Halt());
        await Task.WhenAll(runs.Select(run => run.Task));
        await outlets.EndAsync();
    }

    /// <returns>False when there is nothing to do now.</returns>
    private async Task<bool> TryStartAsync(List<(ChunkRun Run, Task Task)> runs, CancellationToken hardStop, CancellationToken ct)
    {
        if (runs.Count >= ChunksAtOnce || runs.Exists(run => run.Run.IsBehind))
        {
            return false;
        }

        try
        {
            if (await chunks.ClaimAsync(_node, ct) is not { } chunk)
            {
                return false;
            }

            if (await approved.OfAsync(chunk, ct) is not { } mail)
            {
                await chunks.ReleaseAsync(chunk, TimeSpan.Zero, ct);
                return true;
            }

            var run = new ChunkRun(chunk, mail, chunks, writer, options, clock, log);
            runs.Add((run, GuardAsync(run, chunk, hardStop)));
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "A chunk could not be taken up; its lease ends in {Lease}", options.Lease);
            return false;
        }
    }

    private async Task GuardAsync(ChunkRun run, Chunk chunk, CancellationToken ct)
    {
        try
        {
            await run.RunAsync(ways, outlets, ct);
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Finish>().RunAsync(chunk.Account, chunk.Campaign, ct);
        }
        catch (Exception e)
        {
            // The lease ends by itself, and another claim goes on with whoever has no outcome.
            run.Halt();
            log.LogError(e, "Chunk {Chunk} of campaign {Campaign} broke off", chunk.Number, chunk.Campaign);
        }
    }

    // With nothing to send nobody would notice that the route works again.
    private async Task ProbeAsync(int running, CancellationToken ct)
    {
        if (running > 0 || (outlets.Configured is { State.Problem: not null } configured ? configured : outlets.Broken()) is not { State.Problem: { } problem } outlet || outlet.State.Wait > TimeSpan.Zero)
        {
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(ReportEvery);
        try
        {
            await using var connection = await outlet.ConnectAsync(patience.Token);
            outlet.State.Works();
        }
        catch (SmtpConnectException e)
        {
            outlet.State.Fails(e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            outlet.State.Fails(problem);
        }
    }

    /// <summary>How long to sleep with nothing to do: never so long that the node would seem to have ended.</summary>
    internal static TimeSpan Nap(TimeSpan wait, TimeSpan poll)
    {
        var nap = wait > poll ? wait : poll;
        return nap < ReportEvery ? nap : ReportEvery;
    }

    private async Task WaitAsync(TimeSpan wait, List<(ChunkRun Run, Task Task)> runs, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var nap = Task.Delay(Nap(wait, options.Poll), clock, over.Token);
        // While the route is broken nothing is claimed, new or not.
        await Task.WhenAny([nap, .. wait > TimeSpan.Zero ? [] : new[] { news.WaitAsync(over.Token) }, .. runs.Select(run => run.Task)]);
        await over.CancelAsync();
    }

    /// <returns>How long to wait with claims.</returns>
    private async Task<TimeSpan> ReportAsync(CancellationToken ct)
    {
        try
        {
            var (place, problem, since, wait) = await ways.StateAsync(ct);
            var now = clock.GetUtcNow();
            if (problem == _reported.Problem && now - _reported.At < ReportEvery)
            {
                return wait;
            }

            await using var connection = await engine.OpenAsync(ct);
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(
                """
                insert into app.relay_nodes (node, route, problem, since, seen_at) values ($1, $2, nullif($3, ''), $4, $5)
                on conflict (node) do update set route = excluded.route, problem = excluded.problem, since = excluded.since, seen_at = excluded.seen_at
                """,
                _node, place, problem ?? "", since ?? _began, now);
            batch.Add("delete from app.relay_nodes where seen_at < $1", now.AddDays(-1));
            await batch.ExecuteNonQueryAsync(ct);
            _reported = (problem, now);
            return wait;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "The state of the relay could not be reported");
            return options.Poll;
        }
    }
}
