using Moderation.Contacts;
using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Feedback;

/// <summary>One opt-out, ready to be written.</summary>
public sealed record OptOutRow
{
    public required DeliveryTarget Target { get; init; }
    public required OptOutScope Scope { get; init; }
    public required Origin Origin { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>A list other than the mail's own, switched off on the preference page.</summary>
    public Guid? List { get; init; }
    public required string Purpose { get; init; }

    public Guid? ListId => Scope == OptOutScope.List ? List : null;

    public Guid? SenderId => Scope == OptOutScope.Sender ? Target.SenderId : null;

    /// <param name="target">From a verified token.</param>
    /// <param name="scope">One that the target can mean.</param>
    /// <param name="origin">How it came.</param>
    /// <param name="now">When.</param>
    public static OptOutRow Of(DeliveryTarget target, OptOutScope scope, Origin origin, DateTimeOffset now) =>
        new() { Target = target, Scope = scope, Origin = origin, At = now, List = target.ListId, Purpose = target.Purpose(scope) };
}

/// <summary>
/// Writes opt-outs in one statement and one commit, over accounts: the suppression, the evidence in the ledger and the count that the
/// reputation reads stand together or not at all. Each row's account is that of its verified token.
/// </summary>
public sealed class OptOutWriter(EngineDataSource engine, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // A person's word replaces what a bounce said, and only the first opt-out counts. In one order, so that two nodes never wait for each other.
    private const string Sql = """
        with asked as (
            select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
                as a (account_id, id, email_key, campaign_id, list_id, sender_id, at, evidence, controller, purpose, method, ip, user_agent, note)
            order by account_id, email_key),
        whole as (
            insert into app.suppressions (account_id, id, email_key, reason, at, campaign_id, evidence)
            select account_id, id, email_key, 'OptOut', at, campaign_id, evidence from asked where list_id is null and sender_id is null
            on conflict (account_id, email_key) do update
            set reason = 'OptOut', replaced = suppressions.reason, at = excluded.at, campaign_id = excluded.campaign_id, evidence = excluded.evidence
            where suppressions.reason <> 'OptOut'
            returning account_id, email_key, null::uuid as list_id, null::uuid as sender_id),
        part as (
            insert into app.opt_outs (account_id, id, email_key, list_id, sender_id, at, campaign_id, evidence)
            select account_id, id, email_key, list_id, sender_id, at, campaign_id, evidence from asked where list_id is not null or sender_id is not null
            on conflict (account_id, email_key, list_id, sender_id) do nothing
            returning account_id, email_key, list_id, sender_id),
        acted as (
            select a.* from asked a
            join (select * from whole union all select * from part) w
                on w.account_id = a.account_id and w.email_key = a.email_key and w.list_id is not distinct from a.list_id and w.sender_id is not distinct from a.sender_id),
        evidence as (
            insert into app.consents (account_id, id, email_key, contact_id, step, method, at, controller, purpose, list_id, campaign_id, ip, user_agent, note, recorded_at)
            select a.account_id, a.id, a.email_key, c.id, 'Withdrawn', a.method, a.at, a.controller, a.purpose, a.list_id, a.campaign_id, a.ip, a.user_agent, a.note, a.at
            from acted a
            left join app.contacts c on c.account_id = a.account_id and c.email_key = a.email_key)
        insert into app.event_counters (account_id, campaign_id, kind, day, count)
        select account_id, campaign_id, 'Unsubscribed', (at at time zone 'UTC')::date, count(*) from acted group by 1, 2, 4 order by 1, 2
        on conflict (account_id, campaign_id, kind, day) do update set count = event_counters.count + excluded.count
        """;

    /// <summary>Committed when this returns.</summary>
    public async Task WriteAsync(IReadOnlyList<OptOutRow> asked)
    {
        using var limit = new CancellationTokenSource(Longest);
        await using var connection = await engine.OpenAsync(limit.Token);
        await WriteAsync(connection, asked, limit.Token);
    }

    /// <summary>Within the transaction of the connection.</summary>
    public async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<OptOutRow> asked, CancellationToken ct)
    {
        // Twice in a statement the same row cannot be written.
        var rows = asked.DistinctBy(row => (row.Target.Account, row.Target.EmailKey, row.ListId, row.SenderId)).ToList();
        await using var command = new NpgsqlCommand(Sql, connection);
        void Add<T>(Func<OptOutRow, T> value) => command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. rows.Select(value)] });
        Add(row => row.Target.Account);
        // Of the writing, not of the asking: chunks under way look for suppressions by ids that are newer than their claim.
        var now = clock.GetUtcNow();
        Add(_ => Guid.CreateVersion7(now));
        Add(row => row.Target.EmailKey);
        Add(row => row.Target.Campaign);
        Add(row => row.ListId);
        Add(row => row.SenderId);
        Add(row => row.At.UtcDateTime);
        Add(row => $"{row.Origin.Words} at {row.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, recipient {row.Target.Reference.Sequence} of campaign {row.Target.Reference.Campaign}");
        Add(row => row.Target.AccountName);
        Add(row => row.Purpose);
        Add(row => row.Origin.Method.ToString());
        Add(row => row.Origin.Ip);
        Add(row => row.Origin.UserAgent);
        Add(row => $"Recipient {row.Target.Reference.Sequence} of campaign {row.Target.Reference.Campaign}");
        // Planning takes longer than writing a few.
        await command.PrepareAsync(ct);
        await command.ExecuteNonQueryAsync(ct);
    }
}
