using System.Net;
using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Feedback.Mx;

/// <summary>What comes in and has no row of its own is counted by day, with its latest example: a flood of forged reports fills nothing.</summary>
internal sealed class MxLog(EngineDataSource engine, TimeProvider clock, ILogger<MxLog> log)
{
    /// <param name="kind">"complaint", "bounce", "opt-out" or "reply".</param>
    /// <param name="result">What became of it, in one or two words.</param>
    /// <param name="peer">Who brought it.</param>
    /// <param name="detail">A line for people; cleaned here.</param>
    /// <param name="programme">Whose report it is.</param>
    /// <param name="ct">Ends the writing.</param>
    public async Task CountAsync(string kind, string result, IPAddress peer, string detail, Guid? programme, CancellationToken ct)
    {
        var line = FeedbackText.Clean(detail);
        log.LogInformation("Mx: {Kind} {Result} from {Peer}: {Detail}", kind, result, peer, line);
        await using var connection = await engine.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            insert into app.mx_counts as c (day, programme_id, kind, result, count, last_at, last_peer, last_detail) values ($1, $2, $3, $4, 1, $5, $6, $7)
            on conflict (day, programme_id, kind, result) do update set count = c.count + 1, last_at = excluded.last_at, last_peer = excluded.last_peer, last_detail = excluded.last_detail
            """,
            connection);
        var now = clock.GetUtcNow();
        foreach (var value in (object[])[DateOnly.FromDateTime(now.UtcDateTime), programme ?? Guid.Empty, kind, result, now, peer.ToString(), line])
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(ct);
        if (programme is { } id)
        {
            await using var heard = new NpgsqlCommand("update app.feedback_programmes set last_report_at = greatest(last_report_at, $2) where id = $1", connection)
            {
                Parameters = { new NpgsqlParameter<Guid> { TypedValue = id }, new NpgsqlParameter<DateTimeOffset> { TypedValue = now } },
            };
            await heard.ExecuteNonQueryAsync(ct);
        }
    }
}
