using System.Collections.Frozen;
using Moderation.Delivery;
using Moderation.Reputation;
using Moderation.Web.Data;
using Moderation.Web.Feedback.Mx;
using Npgsql;
using NpgsqlTypes;

namespace Moderation.Web.Relay;

/// <summary>
/// Records what became of deliveries, in one transaction with all that is counted from it, and only while the chunk is still
/// leased by the writer: after a lost lease another node tells the story.
/// </summary>
internal sealed class OutcomeWriter(EngineDataSource engine, RelayOptions options, Programmes programmes)
{
    /// <returns>False when the lease was lost: nothing was written.</returns>
    /// <param name="chunk">The leased one.</param>
    /// <param name="outcomes">At most one for each of its recipients.</param>
    /// <param name="end">What becomes of the chunk with these; null keeps it.</param>
    /// <param name="now">Of the rows that are counted by time.</param>
    /// <param name="ct">Rolls back.</param>
    public async Task<bool> WriteAsync(Chunk chunk, IReadOnlyCollection<Outcome> outcomes, ChunkEnd? end, DateTimeOffset now, CancellationToken ct)
    {
        var covered = await programmes.CoveredAsync(ct);
        await using var connection = await engine.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await GuardAsync(connection, chunk, end, ct))
        {
            return false;
        }

        if (outcomes.Count > 0)
        {
            await CopyAsync(connection, chunk, outcomes, ct);
            await CountAsync(connection, chunk, outcomes, covered, now, ct);
            await SoftStreaks.SuppressAsync(
                connection, chunk.Account, chunk.Campaign, [.. outcomes.Where(o => BounceOf(o) is BounceKind.Soft or BounceKind.Full).Select(o => o.Recipient.EmailKey)], now, ct);
        }

        await transaction.CommitAsync(ct);
        return true;
    }

    private async Task<bool> GuardAsync(NpgsqlConnection connection, Chunk chunk, ChunkEnd? end, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            end is null
                ? "update app.delivery_chunks set lease_until = now() + $5 where account_id = $1 and campaign_id = $2 and chunk = $3 and lease = $4 and state = 1"
                : """
                  update app.delivery_chunks
                  set state = case when $6::timestamptz is null then 2 else 0 end, next_at = coalesce($6, next_at), lease = null, lease_until = null, node = null
                  where account_id = $1 and campaign_id = $2 and chunk = $3 and lease = $4 and state = 1 and $5::interval is not null
                  """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = chunk.Account },
                new NpgsqlParameter<Guid> { TypedValue = chunk.Campaign },
                new NpgsqlParameter<int> { TypedValue = chunk.Number },
                new NpgsqlParameter<Guid> { TypedValue = chunk.Lease },
                new NpgsqlParameter<TimeSpan> { TypedValue = options.Lease },
            },
        };
        if (end is not null)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)end.NextAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        }

        await command.PrepareAsync(ct);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, Chunk chunk, IReadOnlyCollection<Outcome> outcomes, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy app.outcomes (account_id, campaign_id, seq, month, attempt, kind, code, enhanced, reply, at, retry_at, route, ip, provider) from stdin (format binary)", ct);
        foreach (var outcome in outcomes)
        {
            WriteRow(copy, chunk, outcome);
        }

        await copy.CompleteAsync(ct);
    }

    private static void WriteRow(NpgsqlBinaryImporter copy, Chunk chunk, Outcome outcome)
    {
        copy.StartRow();
        copy.Write(chunk.Account, NpgsqlDbType.Uuid);
        copy.Write(chunk.Campaign, NpgsqlDbType.Uuid);
        copy.Write(outcome.Recipient.Sequence, NpgsqlDbType.Integer);
        copy.Write(chunk.Month, NpgsqlDbType.Date);
        copy.Write((short)(outcome.Recipient.Attempts + 1), NpgsqlDbType.Smallint);
        copy.Write((short)outcome.Kind, NpgsqlDbType.Smallint);
        copy.WriteOrNull((short?)outcome.Code, NpgsqlDbType.Smallint);
        copy.WriteOrNull(outcome.Enhanced, NpgsqlDbType.Text);
        copy.Write(outcome.Reply, NpgsqlDbType.Text);
        copy.Write(outcome.At, NpgsqlDbType.TimestampTz);
        copy.WriteOrNull(outcome.RetryAt, NpgsqlDbType.TimestampTz);
        copy.WriteOrNull(outcome.From?.Route, NpgsqlDbType.Smallint);
        copy.WriteOrNull(outcome.From?.Address, NpgsqlDbType.Smallint);
        copy.WriteOrNull(outcome.From?.Address is null || outcome.Provider == Provider.Other.Key ? null : outcome.Provider, NpgsqlDbType.Text);
    }

    private static async Task CountAsync(NpgsqlConnection connection, Chunk chunk, IReadOnlyCollection<Outcome> outcomes, FrozenSet<string> covered, DateTimeOffset now, CancellationToken ct)
    {
        int Count(Func<Outcome, bool> which) => outcomes.Count(which);
        var accepted = Count(o => o.Kind == OutcomeKind.Accepted);
        var ended = Count(o => o.Kind != OutcomeKind.Deferred);
        await using var batch = new NpgsqlBatch(connection);

        // Deferred counts those who wait now: in with the first deferral, out with the end.
        var deferred = Count(o => o is { Kind: OutcomeKind.Deferred, Recipient.Attempts: 0 }) - Count(o => o.Kind != OutcomeKind.Deferred && o.Recipient.Attempts > 0);
        batch.Add(
            """
            update app.campaign_progress
            set accepted = accepted + $3, refused = refused + $4, suppressed = suppressed + $5, deferred = deferred + $6, updated_at = $7
            where account_id = $1 and campaign_id = $2
            """,
            chunk.Account, chunk.Campaign, accepted, Count(o => o.Kind is OutcomeKind.Refused or OutcomeKind.Expired), Count(o => o.Kind == OutcomeKind.Suppressed), deferred, now);
        if (accepted > 0)
        {
            batch.Add("insert into app.handovers (account_id, id, campaign_id, at, messages) values ($1, $2, $3, $4, $5)", chunk.Account, Guid.CreateVersion7(now), chunk.Campaign, now, accepted);
        }

        if (ended > 0)
        {
            batch.Add("update app.volume_reservations set remaining = greatest(remaining - $3, 0) where account_id = $1 and campaign_id = $2", chunk.Account, chunk.Campaign, ended);
        }

        AddBounces(batch, chunk, outcomes);
        foreach (var (kind, day, count) in Events(outcomes, covered))
        {
            batch.AddEvents(chunk.Account, chunk.Campaign, kind, day, count);
        }

        AddSources(batch, outcomes, covered);

        // In the order of the key, so that two writers never wait for each other.
        foreach (var bounce in outcomes.Where(o => o.Meaning == ReplyMeaning.HardBounce).OrderBy(o => o.Recipient.EmailKey, StringComparer.Ordinal))
        {
            batch.AddHardBounce(chunk.Account, chunk.Campaign, bounce.Recipient.EmailKey, now, $"SMTP {bounce.Code} {bounce.Enhanced} {bounce.Reply}".Trim());
        }

        // Planned once a connection: some batches a second for each chunk under way.
        await batch.PrepareAsync(ct);
        await batch.ExecuteNonQueryAsync(ct);
    }

    // Refused in the session or reported later: a bounce is a row of the same table.
    private static void AddBounces(NpgsqlBatch batch, Chunk chunk, IReadOnlyCollection<Outcome> outcomes)
    {
        var bounces = outcomes.Where(o => BounceOf(o) is not null).OrderBy(o => o.Recipient.Sequence).ToList();
        if (bounces.Count == 0)
        {
            return;
        }

        batch.Add(
            $"""
            insert into app.feedback (account_id, id, campaign_id, seq, kind, class, status, diagnostic, domain, at, source)
            select $1, id, $2, seq, 'Bounce', class, status, diagnostic, domain, at, '{FeedbackEntry.Session}'
            from unnest($3::uuid[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[]) b (id, seq, class, status, diagnostic, domain, at)
            on conflict (account_id, campaign_id, seq, kind) do nothing
            """,
            chunk.Account, chunk.Campaign,
            bounces.ConvertAll(o => Guid.CreateVersion7(o.At)).ToArray(),
            bounces.ConvertAll(o => o.Recipient.Sequence).ToArray(),
            bounces.ConvertAll(o => BounceOf(o)!.Value.ToString()).ToArray(),
            bounces.ConvertAll(o => o.Enhanced).ToArray(),
            bounces.ConvertAll(o => FeedbackText.Clean($"{o.Code} {o.Reply}")).ToArray(),
            bounces.ConvertAll(o => FeedbackText.DomainOf(o.Recipient.EmailKey)).ToArray(),
            bounces.ConvertAll(o => o.At.UtcDateTime).ToArray());
    }

    // One row a day of each address and provider, in their order. What no server has decided is no address's doing.
    private static void AddSources(NpgsqlBatch batch, IReadOnlyCollection<Outcome> outcomes, FrozenSet<string> covered)
    {
        var groups = outcomes.Where(o => o is { From.Ip: not null, Meaning: not null }).GroupBy(o => (Ip: o.From!.Ip!.Value, Day: DateOnly.FromDateTime(o.At.UtcDateTime), o.Provider)).OrderBy(group => group.Key).ToList();
        if (groups.Count == 0)
        {
            return;
        }

        long[] Sum(Func<Outcome, bool> which) => [.. groups.Select(group => (long)group.Count(which))];
        batch.Add(
            """
            insert into app.ip_outcomes as t (ip_id, day, provider, attempted, accepted, with_feedback, deferred, hard, soft, blocked)
            select ip, day, provider, attempted, accepted, with_feedback, deferred, hard, soft, blocked
            from unnest($1::uuid[], $2::date[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[])
                g (ip, day, provider, attempted, accepted, with_feedback, deferred, hard, soft, blocked)
            on conflict (ip_id, day, provider) do update
            set attempted = t.attempted + excluded.attempted, accepted = t.accepted + excluded.accepted, with_feedback = t.with_feedback + excluded.with_feedback,
                deferred = t.deferred + excluded.deferred, hard = t.hard + excluded.hard, soft = t.soft + excluded.soft, blocked = t.blocked + excluded.blocked
            """,
            groups.ConvertAll(group => group.Key.Ip).ToArray(),
            groups.ConvertAll(group => group.Key.Day).ToArray(),
            groups.ConvertAll(group => group.Key.Provider).ToArray(),
            Sum(o => o.Kind != OutcomeKind.Deferred),
            Sum(o => o.Kind == OutcomeKind.Accepted),
            Sum(o => o.Kind == OutcomeKind.Accepted && covered.Contains(FeedbackText.DomainOf(o.Recipient.EmailKey))),
            Sum(o => o is { Kind: OutcomeKind.Deferred, Code: not null }),
            Sum(o => BounceOf(o) is BounceKind.Hard),
            Sum(o => BounceOf(o) is BounceKind.Soft or BounceKind.Full),
            Sum(o => BounceOf(o) is BounceKind.Block or BounceKind.Expired));
    }

    private static BounceKind? BounceOf(Outcome outcome) => outcome switch
    {
        { Kind: OutcomeKind.Expired } => BounceKind.Expired,
        { Kind: not OutcomeKind.Refused } or { Meaning: null } => null,
        { Meaning: ReplyMeaning.HardBounce } => BounceKind.Hard,
        { Meaning: ReplyMeaning.PolicyBlock } => BounceKind.Block,
        { Enhanced: { } status } when status.EndsWith(".2.2", StringComparison.Ordinal) => BounceKind.Full,
        _ => BounceKind.Soft,
    };

    // On the day of the outcome, where a bounce that comes later finds it again.
    private static IEnumerable<(EventKind Kind, DateOnly Day, int Count)> Events(IReadOnlyCollection<Outcome> outcomes, FrozenSet<string> covered) =>
        outcomes
            .SelectMany(outcome => EventsOf(outcome, covered), (outcome, kind) => (Kind: kind, Day: DateOnly.FromDateTime(outcome.At.UtcDateTime)))
            .GroupBy(happened => happened)
            .OrderBy(group => group.Key)
            .Select(group => (group.Key.Kind, group.Key.Day, group.Count()));

    private static EventKind[] EventsOf(Outcome outcome, FrozenSet<string> covered) => outcome switch
    {
        { Kind: OutcomeKind.Accepted } => covered.Contains(FeedbackText.DomainOf(outcome.Recipient.EmailKey))
            ? [EventKind.Attempted, EventKind.Delivered, EventKind.DeliveredWithFeedback]
            : [EventKind.Attempted, EventKind.Delivered],
        // Deferred, suppressed, or the message could not be written for this recipient: no receiver has decided.
        _ => BounceOf(outcome) is { } bounce ? [EventKind.Attempted, FeedbackWriter.KindOf(bounce)] : [],
    };
}

/// <summary>The chunk is given back: closed when <paramref name="NextAt"/> is null, else to be claimed again then.</summary>
internal sealed record ChunkEnd(DateTimeOffset? NextAt);
