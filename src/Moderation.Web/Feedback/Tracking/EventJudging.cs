using System.Net;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Reputation;
using Moderation.Web.Data;
using Moderation.Web.Hygiene;
using Moderation.Web.Relay;
using Npgsql;

namespace Moderation.Web.Feedback.Tracking;

/// <summary>
/// Labels opens and clicks as a person's or a program's, and counts the recipients of whom a person did something. Soon after they
/// came, when their neighbours are there as well; and each night once more, because a later sign speaks about an earlier event.
/// Labelling again what is labelled changes nothing.
/// </summary>
public sealed class EventJudging(EngineDb db)
{
    /// <summary>So old an event is before it is labelled: scanners need some seconds for all they follow.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    // Of what is labelled already so much is looked at with what is new.
    private static readonly TimeSpan Neighbours = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Night = TimeSpan.FromDays(2);

    private static readonly TimeSpan LongestStatement = TimeSpan.FromMinutes(10);

    /// <summary>What came since the last time.</summary>
    /// <returns>How many campaigns were looked at.</returns>
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var due = await db.Database.SqlQuery<Work>(
            $"""select account_id as "Account", campaign_id as "Campaign", judged_at as "JudgedAt" from app.event_work where judged_at is null or judged_at < touched_at order by touched_at""").ToListAsync(ct);
        foreach (var work in due)
        {
            await JudgeAsync(work.Account, work.Campaign, work.JudgedAt - Neighbours ?? DateTimeOffset.UnixEpoch, now, ct);
        }

        return due.Count;
    }

    /// <summary>All of the last two days.</summary>
    /// <returns>How many campaigns were looked at.</returns>
    public async Task<int> RunNightAsync(DateTimeOffset now, CancellationToken ct)
    {
        var since = now - Night;
        var due = await db.Database.SqlQuery<Work>(
            $"""select account_id as "Account", campaign_id as "Campaign", judged_at as "JudgedAt" from app.event_work where touched_at >= {since} order by touched_at""").ToListAsync(ct);
        foreach (var work in due)
        {
            await JudgeAsync(work.Account, work.Campaign, since, now, ct);
        }

        return due.Count;
    }

    private async Task JudgeAsync(Guid account, Guid campaign, DateTimeOffset since, DateTimeOffset now, CancellationToken ct)
    {
        db.Database.SetCommandTimeout(LongestStatement);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var settled = now - Settling;
        var links = await db.CampaignLinks.CountAsync(link => link.AccountId == account && link.CampaignId == campaign, ct);
        var rows = await ReadAsync(account, campaign, since, now, ct);
        var signs = MachineEvents.Judge([.. rows.Select(row => row.Event)], links);
        var changed = new List<(Row Row, MachineSigns Signs, bool IsMachine)>();
        for (var i = 0; i < signs.Length; i++)
        {
            var isMachine = MachineEvents.IsMachine(rows[i].Event.Kind, signs[i]);
            if (rows[i].IsMachine is null ? rows[i].Event.At <= settled : rows[i].IsMachine != isMachine)
            {
                changed.Add((rows[i], signs[i], isMachine));
            }
        }

        if (changed.Count > 0)
        {
            await LabelAsync(account, campaign, changed, ct);
            await CountAsync(account, campaign, ct);
            var engaged = changed.Where(one => !one.IsMachine).Select(one => (one.Row.Event.Recipient, one.Row.Event.Kind == TrackedKind.Open ? Engagement.Opened : Engagement.Clicked, one.Row.Event.At)).ToList();
            await db.EngagedAsync(account, campaign, engaged, ct);
        }

        await db.Database.ExecuteSqlAsync($"update app.event_work set judged_at = greatest(judged_at, {settled}) where account_id = {account} and campaign_id = {campaign}", ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<List<Row>> ReadAsync(Guid account, Guid campaign, DateTimeOffset since, DateTimeOffset now, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var command = new NpgsqlCommand(
            """
            select e.id, e.seq, e.kind, e.link, e.at, e.is_head, e.ip, e.user_agent, e.is_machine, o.at
            from app.events e
            left join lateral (
                select min(o.at) as at from app.outcomes o
                where e.kind <> 1 and o.account_id = e.account_id and o.campaign_id = e.campaign_id and o.seq = e.seq and o.kind = $5) o on true
            where e.account_id = $1 and e.campaign_id = $2 and e.at >= $3 and e.at <= $4
            order by e.id
            """,
            connection)
        {
            CommandTimeout = (int)LongestStatement.TotalSeconds,
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = account }, new NpgsqlParameter<Guid> { TypedValue = campaign },
                new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime }, new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
                new NpgsqlParameter<short> { TypedValue = (short)OutcomeKind.Accepted },
            },
        };
        // A few programs and addresses stand in many rows.
        var agents = new Dictionary<string, string>(StringComparer.Ordinal);
        var rows = new List<Row>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var agent = reader.IsDBNull(7) ? null : reader.GetString(7);
            if (agent is not null && !agents.TryAdd(agent, agent))
            {
                agent = agents[agent];
            }

            rows.Add(new Row(
                reader.GetInt64(0),
                new TrackedEvent(
                    reader.GetInt32(1), (TrackedKind)reader.GetInt16(2), reader.GetInt32(3), reader.GetFieldValue<DateTimeOffset>(4), reader.GetBoolean(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<IPAddress>(6), agent,
                    reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9)),
                reader.IsDBNull(8) ? null : reader.GetBoolean(8)));
        }

        return rows;
    }

    private Task<int> LabelAsync(Guid account, Guid campaign, List<(Row Row, MachineSigns Signs, bool IsMachine)> changed, CancellationToken ct)
    {
        long[] ids = [.. changed.Select(one => one.Row.Id)];
        DateTime[] at = [.. changed.Select(one => one.Row.Event.At.UtcDateTime)];
        short[] signs = [.. changed.Select(one => (short)one.Signs)];
        bool[] machines = [.. changed.Select(one => one.IsMachine)];
        return db.Database.ExecuteSqlAsync(
            $"""
            update app.events e set is_machine = x.is_machine, signs = x.signs
            from unnest({ids}, {at}, {signs}, {machines}) as x (id, at, signs, is_machine)
            where e.account_id = {account} and e.campaign_id = {campaign} and e.id = x.id and e.at = x.at
            """,
            ct);
    }

    // Each recipient once, on the day of the first time, however often and wherever they pressed. Days that lost theirs go.
    private Task<int> CountAsync(Guid account, Guid campaign, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            with recipients as (
                select kind, seq, min(at) filter (where not is_machine) as human, min(at) as seen
                from app.events
                where account_id = {account} and campaign_id = {campaign} and kind in (1, 2) and is_machine is not null
                group by kind, seq),
            counted as (
                select case when kind = 1 then {nameof(EventKind.Opened)} else {nameof(EventKind.Clicked)} end || case when human is null then 'ByMachine' else '' end as kind,
                    (coalesce(human, seen) at time zone 'UTC')::date as day, count(*) as n
                from recipients group by 1, 2),
            gone as (
                delete from app.event_counters c
                where c.account_id = {account} and c.campaign_id = {campaign}
                    and c.kind in ({nameof(EventKind.Opened)}, {nameof(EventKind.Clicked)}, {nameof(EventKind.OpenedByMachine)}, {nameof(EventKind.ClickedByMachine)})
                    and not exists (select from counted x where x.kind = c.kind and x.day = c.day))
            insert into app.event_counters as c (account_id, campaign_id, kind, day, count)
            select {account}, {campaign}, kind, day, n from counted
            on conflict (account_id, campaign_id, kind, day) do update set count = excluded.count where c.count <> excluded.count
            """,
            ct);

    internal sealed record Work(Guid Account, Guid Campaign, DateTimeOffset? JudgedAt);

    private sealed record Row(long Id, TrackedEvent Event, bool? IsMachine);
}
