using System.Threading.Channels;
using Moderation.Mail.Smtp;
using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Relay;

/// <summary>
/// Sends: claims chunks, keeps the connections to the route busy with them, and at shutdown lets what is on a connection end.
/// Any number of nodes run one each.
/// </summary>
internal sealed class RelayWorker(
    RelayRoutes routes,
    RelayOptions options,
    ChunkStore chunks,
    OutcomeWriter writer,
    ApprovedMail approved,
    IServiceScopeFactory scopes,
    EngineDataSource engine,
    TimeProvider clock,
    ILogger<RelayWorker> log) : BackgroundService
{
    // One is sent while the next is read and the last is recorded.
    private const int ChunksAtOnce = 3;

    // Less than the host waits for us.
    private static readonly TimeSpan OrderlyEnd = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);

    private readonly string _node = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}"[..Math.Min(60, Environment.MachineName.Length + 20)];
    private readonly RouteState _state = new(clock);
    private (string? Problem, DateTimeOffset At) _reported = (null, DateTimeOffset.MinValue);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The listener of this process may still be starting.
        await Task.Yield();
        using var hardStop = new CancellationTokenSource();
        await using var late = stoppingToken.UnsafeRegister(static (source, _) => ((CancellationTokenSource)source!).CancelAfter(OrderlyEnd), hardStop);
        var jobs = Channel.CreateUnbounded<Job>(new UnboundedChannelOptions { SingleWriter = false });
        if (routes.Route is null)
        {
            log.LogWarning("No route is configured (Relay:Route:Host): campaigns that are released wait, and nothing leaves");
        }

        var lanes = routes.Route is { } route
            ? Enumerable.Range(0, options.Connections).Select(_ => Task.Run(() => new Lane(route, _state, options, jobs, clock, log).RunAsync(hardStop.Token), CancellationToken.None)).ToArray()
            : [];
        var runs = new List<(ChunkRun Run, Task Task)>();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                runs.RemoveAll(run => run.Task.IsCompleted);
                await ReportAsync(stoppingToken);
                if (!await TryStartAsync(runs, jobs.Writer, hardStop.Token, stoppingToken))
                {
                    await ProbeAsync(runs.Count, stoppingToken);
                    await WaitAsync(runs, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }

        runs.ForEach(run => run.Run.Halt());
        await Task.WhenAll(runs.Select(run => run.Task));
        jobs.Writer.Complete();
        await Task.WhenAll(lanes);
    }

    /// <returns>False when there is nothing to do now.</returns>
    private async Task<bool> TryStartAsync(List<(ChunkRun Run, Task Task)> runs, ChannelWriter<Job> jobs, CancellationToken hardStop, CancellationToken ct)
    {
        if (routes.Route is null || runs.Count >= ChunksAtOnce || _state.Wait > TimeSpan.Zero || runs.Exists(run => run.Run.IsBehind))
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

            var run = new ChunkRun(chunk, mail, chunks, writer, options, _state, clock, log);
            runs.Add((run, GuardAsync(run, chunk, jobs, hardStop)));
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "A chunk could not be taken up; its lease ends in {Lease}", options.Lease);
            return false;
        }
    }

    private async Task GuardAsync(ChunkRun run, Chunk chunk, ChannelWriter<Job> jobs, CancellationToken ct)
    {
        try
        {
            await run.RunAsync(jobs, ct);
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
        if (routes.Route is not { } route || running > 0 || _state.Problem is not { } problem || _state.Wait > TimeSpan.Zero)
        {
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(ReportEvery);
        try
        {
            await using var connection = await SmtpConnection.ConnectAsync(route, patience.Token, clock);
            _state.Works();
        }
        catch (SmtpConnectException e)
        {
            _state.Fails(e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            _state.Fails(problem);
        }
    }

    /// <summary>How long to sleep with nothing to do: never so long that the node would seem to have ended.</summary>
    internal static TimeSpan Nap(TimeSpan wait, TimeSpan poll)
    {
        var nap = wait > poll ? wait : poll;
        return nap < ReportEvery ? nap : ReportEvery;
    }

    private Task WaitAsync(List<(ChunkRun Run, Task Task)> runs, CancellationToken ct)
    {
        var nap = Task.Delay(Nap(_state.Wait, options.Poll), clock, ct);
        return runs.Count == 0 ? nap : Task.WhenAny([nap, .. runs.Select(run => run.Task)]);
    }

    private async Task ReportAsync(CancellationToken ct)
    {
        var problem = routes.Route is null ? "No route is configured." : _state.Problem;
        var now = clock.GetUtcNow();
        if (problem == _reported.Problem && now - _reported.At < ReportEvery)
        {
            return;
        }

        try
        {
            await using var connection = await engine.OpenAsync(ct);
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(
                """
                insert into app.relay_nodes (node, route, problem, since, seen_at) values ($1, $2, nullif($3, ''), $4, $5)
                on conflict (node) do update set route = excluded.route, problem = excluded.problem, since = excluded.since, seen_at = excluded.seen_at
                """,
                _node, routes.Route is { } route ? $"{route.Host}:{route.Port}" : "none", problem ?? "", _state.Since, now);
            batch.Add("delete from app.relay_nodes where seen_at < $1", now.AddDays(-1));
            await batch.ExecuteNonQueryAsync(ct);
            _reported = (problem, now);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "The state of the relay could not be reported");
        }
    }
}
