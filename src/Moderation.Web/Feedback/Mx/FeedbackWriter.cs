using System.Collections.Frozen;
using Moderation.Contacts;
using Moderation.Delivery;
using Moderation.Reputation;
using Moderation.Web.Data;
using Moderation.Web.Relay;
using Npgsql;

namespace Moderation.Web.Feedback.Mx;

/// <summary>What a report says about one delivery, ready to be written.</summary>
/// <param name="Target">From a verified token.</param>
/// <param name="Class">Null for a complaint.</param>
/// <param name="Status">The enhanced status code.</param>
/// <param name="Diagnostic">Cleaned.</param>
/// <param name="Source">Who reported it; cleaned.</param>
/// <param name="At">When it came.</param>
internal sealed record Returned(DeliveryTarget Target, BounceKind? Class, string? Status, string Diagnostic, string Source, DateTimeOffset At);

/// <summary>
/// Writes what came back with all that follows from it, in one transaction: the row, the counters that the reputation reads, the
/// suppression, the evidence. The same report twice writes once.
/// </summary>
internal sealed class FeedbackWriter(EngineDataSource engine, Programmes programmes)
{
    private const string InsertEntry = """
        insert into app.feedback (account_id, id, campaign_id, seq, kind, class, status, diagnostic, domain, at, source) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (account_id, campaign_id, seq, kind) do nothing
        """;

    // Of this account alone (RFC 6449 §4.3.1). What a person or the account itself said before stays.
    private const string SuppressComplaint = """
        insert into app.suppressions (account_id, id, email_key, reason, at, campaign_id, evidence) values ($1, $2, $3, 'Complaint', $4, $5, $6)
        on conflict (account_id, email_key) do update
        set reason = 'Complaint', at = excluded.at, campaign_id = excluded.campaign_id, evidence = excluded.evidence
        where suppressions.reason in ('HardBounce', 'Inactive')
        """;

    private const string Withdraw = """
        insert into app.consents (account_id, id, email_key, contact_id, step, method, at, controller, purpose, campaign_id, note, recorded_at)
        values ($1, $2, $3, (select id from app.contacts where account_id = $1 and email_key = $3), 'Withdrawn', $4, $5, $6, $7, $8, $9, $5)
        """;

    // For the addresses that they went from, on the day of each delivery; one over the configured route has none.
    private const string CountAddresses = """
        insert into app.ip_outcomes as t (ip_id, day, provider, with_feedback, hard, soft, blocked, complained, returned)
        select i.id, (o.at at time zone 'UTC')::date, coalesce(o.provider, 'other'), sum(r.with_feedback), sum(r.hard), sum(r.soft), sum(r.blocked), sum(r.complained), sum(r.returned)
        from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
            r (account, campaign, seq, with_feedback, hard, soft, blocked, complained, returned)
        join app.outcomes o on o.account_id = r.account and o.campaign_id = r.campaign and o.seq = r.seq and o.kind = 1
        join app.sending_ips i on i.number = o.ip
        group by 1, 2, 3
        order by 1, 2, 3
        on conflict (ip_id, day, provider) do update
        set with_feedback = t.with_feedback + excluded.with_feedback, hard = t.hard + excluded.hard, soft = t.soft + excluded.soft,
            blocked = t.blocked + excluded.blocked, complained = t.complained + excluded.complained, returned = t.returned + excluded.returned
        """;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A report of a bounce of a message that the route had taken. Committed when this returns.</summary>
    /// <returns>False when the delivery has bounced before: nothing was done.</returns>
    public async Task<bool> BounceAsync(Returned bounce)
    {
        using var limit = new CancellationTokenSource(Longest);
        await using var connection = await engine.OpenAsync(limit.Token);
        await using var transaction = await connection.BeginTransactionAsync(limit.Token);
        if (await BounceAsync(connection, [bounce], limit.Token) == 0)
        {
            return false;
        }

        await transaction.CommitAsync(limit.Token);
        return true;
    }

    /// <summary>Several of them, in the caller's transaction.</summary>
    /// <returns>How many had not bounced before.</returns>
    public async Task<int> BounceAsync(NpgsqlConnection connection, IReadOnlyCollection<Returned> bounces, CancellationToken ct)
    {
        var covered = await programmes.CoveredAsync(ct);
        var fresh = new List<Returned>();
        var counted = new List<Counted>();
        foreach (var bounce in bounces.OrderBy(b => b.Target.Campaign).ThenBy(b => b.Target.Reference.Sequence))
        {
            var domain = FeedbackText.DomainOf(bounce.Target.EmailKey);
            if (await InsertAsync(connection, bounce, FeedbackKind.Bounce, domain, ct))
            {
                fresh.Add(bounce);
                counted.AddRange(await CountsOfAsync(connection, bounce, covered.Contains(domain), ct));
            }
        }

        if (fresh.Count == 0)
        {
            return 0;
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var sum in counted.GroupBy(count => (count.Account, count.Campaign, count.Kind, count.Day), count => count.Count).OrderBy(sum => sum.Key))
        {
            batch.AddEvents(sum.Key.Account, sum.Key.Campaign, sum.Key.Kind, sum.Key.Day, sum.Sum());
        }

        CountSources(batch, fresh, covered);
        foreach (var bounce in fresh.Where(bounce => bounce.Class == BounceKind.Hard).OrderBy(bounce => bounce.Target.EmailKey, StringComparer.Ordinal))
        {
            batch.AddHardBounce(bounce.Target.Account, bounce.Target.Campaign, bounce.Target.EmailKey, bounce.At, $"Bounce report of {bounce.Source}: {bounce.Status} {bounce.Diagnostic}");
        }

        await batch.ExecuteNonQueryAsync(ct);
        foreach (var soft in fresh.Where(bounce => bounce.Class is BounceKind.Soft or BounceKind.Full).GroupBy(bounce => (bounce.Target.Account, bounce.Target.Campaign)))
        {
            await SoftStreaks.SuppressAsync(connection, soft.Key.Account, soft.Key.Campaign, [.. soft.Select(bounce => bounce.Target.EmailKey)], soft.Max(bounce => bounce.At), ct);
        }

        return fresh.Count;
    }

    /// <summary>The recipient called the message spam. Committed when this returns.</summary>
    /// <returns>False when it was reported before: nothing was done.</returns>
    public async Task<bool> ComplainAsync(Returned complaint)
    {
        var target = complaint.Target;
        using var limit = new CancellationTokenSource(Longest);
        await using var connection = await engine.OpenAsync(limit.Token);
        await using var transaction = await connection.BeginTransactionAsync(limit.Token);
        if (!await InsertAsync(connection, complaint, FeedbackKind.Complaint, FeedbackText.DomainOf(target.EmailKey), limit.Token))
        {
            return false;
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.AddEvents(target.Account, target.Campaign, EventKind.Complained, DayOf(complaint.At), 1);
        CountSources(batch, [complaint], FrozenSet<string>.Empty);
        var recipient = $"recipient {target.Reference.Sequence} of campaign {target.Reference.Campaign}";
        batch.Add(SuppressComplaint, target.Account, Guid.CreateVersion7(complaint.At), target.EmailKey, complaint.At, target.Campaign, $"Complaint reported by {complaint.Source}, {recipient}");
        batch.Add(
            Withdraw, target.Account, Guid.CreateVersion7(complaint.At), target.EmailKey, nameof(ConsentMethod.Complaint), complaint.At,
            target.AccountName, target.Purpose(OptOutScope.Account), target.Campaign, $"Reported by {complaint.Source}, {recipient}");
        await batch.ExecuteNonQueryAsync(limit.Token);
        await transaction.CommitAsync(limit.Token);
        return true;
    }

    /// <summary>What a bounce counts as for the reputation.</summary>
    public static EventKind KindOf(BounceKind kind) => kind switch
    {
        BounceKind.Hard => EventKind.HardBounced,
        BounceKind.Block or BounceKind.Expired => EventKind.PolicyBlocked,
        _ => EventKind.SoftBounced,
    };

    private static async Task<bool> InsertAsync(NpgsqlConnection connection, Returned returned, FeedbackKind kind, string domain, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            InsertEntry, returned.Target.Account, Guid.CreateVersion7(returned.At), returned.Target.Campaign, returned.Target.Reference.Sequence, kind.ToString(),
            (object?)returned.Class?.ToString() ?? DBNull.Value, (object?)returned.Status ?? DBNull.Value, returned.Diagnostic, domain, returned.At, returned.Source);
        return await batch.ExecuteNonQueryAsync(ct) == 1;
    }

    // When the route took it, and when the next server did, as the log of a smart host says.
    private static async Task<(DateOnly Delivered, DateOnly? Arrived)> DaysAsync(NpgsqlConnection connection, Returned bounce, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select (select min(at) from app.outcomes where account_id = $1 and campaign_id = $2 and seq = $3 and kind = $4),
                (select arrived_at from app.log_states where account_id = $1 and campaign_id = $2 and seq = $3)
            """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = bounce.Target.Account },
                new NpgsqlParameter<Guid> { TypedValue = bounce.Target.Campaign },
                new NpgsqlParameter<int> { TypedValue = bounce.Target.Reference.Sequence },
                new NpgsqlParameter<short> { TypedValue = (short)OutcomeKind.Accepted },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        // A report that is faster than the outcome of what it reports comes a moment after it.
        return (
            await reader.IsDBNullAsync(0, ct) ? DayOf(bounce.At) : DayOf(reader.GetFieldValue<DateTimeOffset>(0)),
            await reader.IsDBNullAsync(1, ct) ? null : DayOf(reader.GetFieldValue<DateTimeOffset>(1)));
    }

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static async Task<List<Counted>> CountsOfAsync(NpgsqlConnection connection, Returned bounce, bool isCovered, CancellationToken ct)
    {
        // What was counted as delivered was not: taken back where it was counted, so that no day has less than nothing.
        var (delivered, arrived) = await DaysAsync(connection, bounce, ct);
        Counted Of(EventKind kind, DateOnly day, long count) => new(bounce.Target.Account, bounce.Target.Campaign, kind, day, count);
        List<Counted> counts = [Of(EventKind.Delivered, delivered, -1), Of(KindOf(bounce.Class!.Value), DayOf(bounce.At), 1)];
        if (isCovered)
        {
            counts.Add(Of(EventKind.DeliveredWithFeedback, delivered, -1));
        }

        if (arrived is { } day)
        {
            counts.Add(Of(EventKind.Arrived, day, -1));
        }

        return counts;
    }

    private sealed record Counted(Guid Account, Guid Campaign, EventKind Kind, DateOnly Day, long Count);

    // The complaint or the bounces of one transaction, in one statement and in the order in which the relay counts.
    private static void CountSources(NpgsqlBatch batch, IReadOnlyCollection<Returned> reports, FrozenSet<string> covered)
    {
        long[] Sum(Func<Returned, bool> which, long each = 1) => [.. reports.Select(report => which(report) ? each : 0)];
        bool Is(Returned report, EventKind kind) => report.Class is { } bounce && KindOf(bounce) == kind;
        batch.Add(
            CountAddresses,
            reports.Select(report => report.Target.Account).ToArray(),
            reports.Select(report => report.Target.Campaign).ToArray(),
            reports.Select(report => report.Target.Reference.Sequence).ToArray(),
            Sum(report => report.Class is not null && covered.Contains(FeedbackText.DomainOf(report.Target.EmailKey)), -1),
            Sum(report => Is(report, EventKind.HardBounced)),
            Sum(report => Is(report, EventKind.SoftBounced)),
            Sum(report => Is(report, EventKind.PolicyBlocked)),
            Sum(report => report.Class is null),
            Sum(report => report.Class is not null));
    }
}
