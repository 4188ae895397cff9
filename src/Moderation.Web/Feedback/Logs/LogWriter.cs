using Moderation.Delivery;
using Moderation.Mail.Logs;
using Moderation.Reputation;
using Moderation.Web.Data;
using Moderation.Web.Feedback.Mx;
using Moderation.Web.Feedback.Tokens;
using Npgsql;

namespace Moderation.Web.Feedback.Logs;

/// <summary>
/// Writes what a log says, in the transaction that moves the position in it. Each delivery bounces once, whoever says so first, a log or
/// a report; it arrives once and is delayed once, however often the log says so.
/// </summary>
internal sealed class LogWriter(FeedbackWriter feedback, DeliveryTargets targets)
{
    private static readonly TimeSpan LongestInQueue = TimeSpan.FromDays(14);

    /// <summary>Whose messages the queue ids stand for.</summary>
    public static async Task<IReadOnlyDictionary<string, DeliveryRef>> QueueAsync(NpgsqlConnection connection, Guid route, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var found = new Dictionary<string, DeliveryRef>(StringComparer.Ordinal);
        if (ids.Count == 0)
        {
            return found;
        }

        await using var command = new NpgsqlCommand("select queue_id, campaign, seq from app.log_queue where route_id = $1 and queue_id = any($2)", connection)
        {
            Parameters = { new NpgsqlParameter<Guid> { TypedValue = route }, new NpgsqlParameter<string[]> { TypedValue = [.. ids] } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(reader.GetString(0), new DeliveryRef(reader.GetInt64(1), reader.GetInt32(2)));
        }

        return found;
    }

    /// <param name="connection">In the transaction.</param>
    /// <param name="route">Whose log.</param>
    /// <param name="lines">Judged.</param>
    /// <param name="now">Of what is counted.</param>
    /// <param name="ct">Rolls back.</param>
    /// <returns>How many lines were about deliveries of ours.</returns>
    public async Task<int> WriteAsync(NpgsqlConnection connection, MailRoute route, LogLines lines, DateTimeOffset now, CancellationToken ct)
    {
        var found = lines.Said.Count == 0 ? new Dictionary<DeliveryRef, DeliveryTarget>() : await targets.ReadAsync([.. lines.Said.Select(said => said.Delivery).Distinct()], ct);
        // Of a campaign that is gone nothing is left to say.
        var said = lines.Said.Where(one => found.ContainsKey(one.Delivery)).Select(one => (Target: found[one.Delivery], one.Line)).ToList();
        await feedback.BounceAsync(connection, [.. said.Where(one => one.Line.Kind is LogLineKind.Bounced or LogLineKind.Expired).Select(one => Bounce(one.Target, one.Line, route, now))], ct);
        await SawAsync(connection, "arrived_at", EventKind.Arrived, [.. said.Where(one => one.Line.Kind == LogLineKind.Delivered)], now, ct);
        await SawAsync(connection, "delayed_at", EventKind.Delayed, [.. said.Where(one => one.Line.Kind == LogLineKind.Deferred)], now, ct);
        await RememberAsync(connection, route.Id, lines.Queue, now, ct);
        return said.Count;
    }

    private static Returned Bounce(DeliveryTarget target, LogLine line, MailRoute route, DateTimeOffset now) => new(
        target, Bounces.KindOf(line.Kind == LogLineKind.Expired, line.Class, line.Status), line.Status, FeedbackText.Clean(line.Reply),
        FeedbackText.Clean(line.Server is { } server ? $"{server}, by the log of {route.Name}" : $"the log of {route.Name}"), At(line, now));

    private static async Task SawAsync(NpgsqlConnection connection, string column, EventKind kind, List<(DeliveryTarget Target, LogLine Line)> said, DateTimeOffset now, CancellationToken ct)
    {
        if (said.Count == 0)
        {
            return;
        }

        var once = said.DistinctBy(one => one.Target.Reference).OrderBy(one => one.Target.Campaign).ThenBy(one => one.Target.Reference.Sequence).ToList();
#pragma warning disable CA2100 // The column is one of two of ours.
        await using var command = new NpgsqlCommand(
            $"""
            with fresh as (
                insert into app.log_states as s (account_id, campaign_id, seq, {column})
                select * from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::timestamptz[])
                on conflict (account_id, campaign_id, seq) do update set {column} = excluded.{column} where s.{column} is null
                returning s.account_id, s.campaign_id, s.seq, (s.{column} at time zone 'UTC')::date as day),
            counts as (
                select n.account_id, n.campaign_id, n.day, count(*) as n
                from fresh n
                -- What has bounced did not arrive.
                where $5 = 'Delayed' or not exists (select from app.feedback f where f.account_id = n.account_id and f.campaign_id = n.campaign_id and f.seq = n.seq and f.kind = 'Bounce')
                group by 1, 2, 3)
            insert into app.event_counters (account_id, campaign_id, kind, day, count) select account_id, campaign_id, $5, day, n from counts order by 1, 2, 4
            on conflict (account_id, campaign_id, kind, day) do update set count = event_counters.count + excluded.count
            """,
            connection);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. once.Select(one => one.Target.Account)] });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. once.Select(one => one.Target.Campaign)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. once.Select(one => one.Target.Reference.Sequence)] });
        command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. once.Select(one => At(one.Line, now).UtcDateTime)] });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kind.ToString() });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task RememberAsync(NpgsqlConnection connection, Guid route, Dictionary<string, DeliveryRef?> queue, DateTimeOffset now, CancellationToken ct)
    {
        if (queue.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.Add("delete from app.log_queue where route_id = $1 and queue_id = any($2)", route, queue.Where(one => one.Value is null).Select(one => one.Key).ToArray());
        // A queue id without an end: its message was taken away by hand, or the line was lost.
        batch.Add("delete from app.log_queue where route_id = $1 and at < $2", route, now - LongestInQueue);
        var ours = queue.Where(one => one.Value is not null).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (Id: one.Key, Delivery: one.Value!.Value)).ToList();
        batch.Add(
            """
            insert into app.log_queue (route_id, queue_id, campaign, seq, at) select $1, id, campaign, seq, $5 from unnest($2::text[], $3::bigint[], $4::integer[]) q (id, campaign, seq)
            on conflict (route_id, queue_id) do update set campaign = excluded.campaign, seq = excluded.seq, at = excluded.at
            """,
            route, ours.ConvertAll(one => one.Id).ToArray(), ours.ConvertAll(one => one.Delivery.Campaign).ToArray(), ours.ConvertAll(one => one.Delivery.Sequence).ToArray(), now);
        await batch.ExecuteNonQueryAsync(ct);
    }

    // A clock that is ahead tells nothing of the future.
    private static DateTimeOffset At(LogLine line, DateTimeOffset now) => line.At is { } at && at < now ? at : now;
}
