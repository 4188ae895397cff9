using System.Data;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Feedback.Tokens;
using Npgsql;

namespace Moderation.Web.Feedback;

/// <summary>
/// One-click opt-outs in two steps: what is asked is committed before it is answered, in one narrow row, so that a flood of them
/// and whatever else locks the tables of an account keep nobody waiting; then, at once, it is carried out, by this node or, when
/// it is killed in between, by any other.
/// </summary>
internal sealed class OneClickRequests(EngineDataSource engine, DeliveryTargets targets, OptOutWriter writer, TimeProvider clock, ILogger<OneClickRequests> log) : BackgroundService
{
    private const int MostAtOnce = 500;

    /// <summary>How often is looked for what a killed node left behind.</summary>
    internal static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);

    // In a flood answers come first: what is asked is safe.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private GroupCommit<Request>? _kept;

    private GroupCommit<Request> Kept => LazyInitializer.EnsureInitialized(ref _kept, () => new GroupCommit<Request>(MostAtOnce, KeepAsync));

    /// <summary>Committed when this returns. It is done whether or not whoever asked still waits for the answer.</summary>
    /// <param name="delivery">From a verified token.</param>
    /// <param name="origin">From where: kept as evidence.</param>
    public Task TakeAsync(DeliveryRef delivery, Origin origin) => Kept.AddAsync(new Request(delivery, clock.GetUtcNow(), origin.Ip, origin.UserAgent));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // After a failure fewer at a time, then without the one that fails, so that it keeps no other.
        var (most, skip) = (MostAtOnce, 0);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await CarryOutAsync(most, skip, stoppingToken) > 0)
                {
                    most = MostAtOnce;
                    await Task.Delay(Kept.IsBusy ? Breath : TimeSpan.Zero, stoppingToken);
                    continue;
                }

                skip = 0;
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                limit.CancelAfter(Sweep);
                await _news.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                // Time to sweep.
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Up to {Count} opt-outs wait to be carried out", most);
                (most, skip) = most > 1 ? (most / 4 + 1, skip) : (most, skip + 1);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    private async Task KeepAsync(IReadOnlyList<Request> requests)
    {
        using var limit = new CancellationTokenSource(Longest);
        await using var connection = await engine.OpenAsync(limit.Token);
        await using var command = new NpgsqlCommand(
            "insert into app.opt_out_requests (campaign, seq, at, ip, user_agent) select * from unnest($1::bigint[], $2::integer[], $3::timestamptz[], $4::text[], $5::text[])", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long[]> { TypedValue = [.. requests.Select(request => request.Delivery.Campaign)] },
                new NpgsqlParameter<int[]> { TypedValue = [.. requests.Select(request => request.Delivery.Sequence)] },
                new NpgsqlParameter<DateTime[]> { TypedValue = [.. requests.Select(request => request.At.UtcDateTime)] },
                new NpgsqlParameter<string?[]> { TypedValue = [.. requests.Select(request => request.Ip)] },
                new NpgsqlParameter<string?[]> { TypedValue = [.. requests.Select(request => request.UserAgent)] },
            },
        };
        await command.PrepareAsync(limit.Token);
        await command.ExecuteNonQueryAsync(limit.Token);
        _news.Writer.TryWrite(true);
    }

    /// <returns>How many were looked at.</returns>
    private async Task<int> CarryOutAsync(int most, int skip, CancellationToken ct)
    {
        await using var connection = await engine.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        var requests = await TakeOutAsync(connection, most, skip, ct);
        if (requests.Count == 0)
        {
            return 0;
        }

        var found = await targets.ReadAsync([.. requests.Select(request => request.Delivery).Distinct()], ct);
        var rows = new List<OptOutRow>(requests.Count);
        foreach (var request in requests)
        {
            if (found.TryGetValue(request.Delivery, out var target))
            {
                rows.Add(OptOutRow.Of(target, target.Meant(target.Scope), new Origin(ConsentMethod.OneClick, request.Ip, request.UserAgent), request.At));
            }
            else
            {
                log.LogWarning("Recipient {Sequence} of campaign {Campaign} asked to be taken off, and is not known any more", request.Delivery.Sequence, request.Delivery.Campaign);
            }
        }

        await writer.WriteAsync(connection, rows, ct);
        await transaction.CommitAsync(ct);
        return requests.Count;
    }

    // Several nodes take different ones.
    private static async Task<List<Request>> TakeOutAsync(NpgsqlConnection connection, int most, int skip, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            delete from app.opt_out_requests where ctid = any (array(select ctid from app.opt_out_requests offset $1 limit $2 for update skip locked))
            returning campaign, seq, at, ip, user_agent
            """,
            connection)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = skip }, new NpgsqlParameter<int> { TypedValue = most } },
        };
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var requests = new List<Request>(most);
        while (await reader.ReadAsync(ct))
        {
            requests.Add(new Request(
                new DeliveryRef(reader.GetInt64(0), reader.GetInt32(1)), reader.GetFieldValue<DateTimeOffset>(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4)));
        }

        return requests;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Request(DeliveryRef Delivery, DateTimeOffset At, string? Ip, string? UserAgent);
}
