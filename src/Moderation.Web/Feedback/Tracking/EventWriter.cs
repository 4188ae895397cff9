using System.Threading.Channels;
using Moderation.Web.Data;
using Npgsql;
using NpgsqlTypes;

namespace Moderation.Web.Feedback.Tracking;

/// <summary>
/// Takes events from requests and writes them many at a time. What was taken is written, however long the database is away; when
/// there is no room, requests wait. At the end of the server everything taken is written before it goes; a killed one loses
/// what it had in memory, at most some tenths of a second.
/// </summary>
internal sealed class EventWriter(EngineDataSource engine, TimeProvider clock, ILogger<EventWriter> log) : BackgroundService
{
    private const int Room = 100_000;
    private const int MostAtOnce = 5_000;
    private const int Enough = 1_000;

    // From the first event of a batch on.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Of which the host lets pass some itself.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(20);

    private readonly Channel<MailEvent> _queue = Channel.CreateBounded<MailEvent>(new BoundedChannelOptions(Room) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly HashSet<DateOnly> _months = [];

    /// <summary>Returns when the event is taken. Answer only then.</summary>
    /// <exception cref="ChannelClosedException">The server ends.</exception>
    public ValueTask TakeAsync(MailEvent taken, CancellationToken ct) => _queue.Writer.TryWrite(taken) ? ValueTask.CompletedTask : _queue.Writer.WriteAsync(taken, ct);

    /// <summary>Called after the web server has answered its last request.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(LongestEnd, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_queue.Reader.Count is > 0 and var lost)
        {
            log.LogError("The database was away for too long: {Count} opens and clicks are lost", lost);
        }

        await base.StopAsync(cancellationToken);
    }

    // Not ended by the stopping token: it comes before the last requests are answered.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var batch = new List<MailEvent>(MostAtOnce);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await CollectAsync(batch);
            await WriteUntilWrittenAsync(batch);
            batch.Clear();
        }
    }

    // The first are few: the others of the next moments go with them. Asked for each one of them, the queue would wake us as often.
    private async Task CollectAsync(List<MailEvent> batch)
    {
        Read(batch);
        for (var waited = TimeSpan.Zero; batch.Count < Enough && waited < LongestWait && !_queue.Reader.Completion.IsCompleted; waited += Moment)
        {
            await Task.Delay(Moment);
            Read(batch);
        }
    }

    private void Read(List<MailEvent> batch)
    {
        while (batch.Count < MostAtOnce && _queue.Reader.TryRead(out var next))
        {
            batch.Add(next);
        }
    }

    private async Task WriteUntilWrittenAsync(List<MailEvent> batch)
    {
        while (true)
        {
            try
            {
                await WriteAsync(batch);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                log.LogError(e, "{Count} opens and clicks could not be written yet", batch.Count);
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private async Task WriteAsync(List<MailEvent> batch)
    {
        await using var connection = await engine.OpenAsync(CancellationToken.None);
        await MakePartitionsAsync(connection, batch);
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var copy = await connection.BeginBinaryImportAsync("copy app.events (account_id, campaign_id, seq, kind, link, at, is_head, ip, user_agent) from stdin (format binary)"))
        {
            foreach (var one in batch)
            {
                WriteRow(copy, one);
            }

            await copy.CompleteAsync();
        }

        await NoteWorkAsync(connection, batch);
        await transaction.CommitAsync();
    }

    private static void WriteRow(NpgsqlBinaryImporter copy, MailEvent one)
    {
        copy.StartRow();
        copy.Write(one.Campaign.Account, NpgsqlDbType.Uuid);
        copy.Write(one.Campaign.Id, NpgsqlDbType.Uuid);
        copy.Write(one.Sequence, NpgsqlDbType.Integer);
        copy.Write((short)one.Kind, NpgsqlDbType.Smallint);
        copy.Write(one.Link, NpgsqlDbType.Integer);
        copy.Write(one.At.UtcDateTime, NpgsqlDbType.TimestampTz);
        copy.Write(one.IsHead, NpgsqlDbType.Boolean);
        copy.WriteOrNull(one.Ip, NpgsqlDbType.Inet);
        copy.WriteOrNull(one.UserAgent, NpgsqlDbType.Text);
    }

    // Whose events are to be looked at. In one order, so that two nodes never wait for each other.
    private async Task NoteWorkAsync(NpgsqlConnection connection, List<MailEvent> batch)
    {
        var campaigns = batch.Select(one => one.Campaign).DistinctBy(campaign => campaign.Id).OrderBy(campaign => campaign.Id).ToList();
        await using var command = new NpgsqlCommand(
            """
            insert into app.event_work (account_id, campaign_id, touched_at) select a, c, $3 from unnest($1::uuid[], $2::uuid[]) as t (a, c)
            on conflict (account_id, campaign_id) do update set touched_at = excluded.touched_at
            """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid[]> { TypedValue = [.. campaigns.Select(campaign => campaign.Account)] },
                new NpgsqlParameter<Guid[]> { TypedValue = [.. campaigns.Select(campaign => campaign.Id)] },
                new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync();
    }

    // Upkeep makes them ahead of time; a clock that jumps must not lose anything.
    private async Task MakePartitionsAsync(NpgsqlConnection connection, List<MailEvent> batch)
    {
        foreach (var month in batch.Select(one => new DateOnly(one.At.UtcDateTime.Year, one.At.UtcDateTime.Month, 1)).Distinct().Where(month => !_months.Contains(month)).ToList())
        {
            await using var command = new NpgsqlCommand("select app.make_partitions($1, 1)", connection) { Parameters = { new NpgsqlParameter<DateOnly> { TypedValue = month } } };
            await command.ExecuteNonQueryAsync();
            _months.Add(month);
        }
    }
}
