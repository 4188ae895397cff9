using Moderation.Reputation;
using Moderation.Web.Jobs;

namespace Moderation.Benchmarks.Database;

/// <summary>
/// Mailings that were sent and what came back, as the relay and the opt-out page leave them: events are counted when they are
/// recorded, by campaign, kind and day, and the night reads these counters.
/// </summary>
internal sealed class SentHistory(PostgresServer postgres, string database)
{
    /// <summary>Of one mailing, of all kinds.</summary>
    public const int EventsEach = 4_000;

    private const int MovingDays = 30;

    /// <summary>The night that is computed.</summary>
    public static readonly DateOnly Night = new(2030, 6, 1);

    /// <summary>When it is scheduled.</summary>
    public static readonly DateTimeOffset ScheduledFor = new(Night, new TimeOnly(2, 15), TimeSpan.Zero);

    private static string Parameters =>
        System.Text.Json.JsonSerializer.Serialize(Enum.GetValues<Signal>().ToDictionary(signal => signal, Reputation.Parameters.Of));

    /// <param name="events">Of the last 30 days.</param>
    /// <param name="before">Of the time before, thrice as long and thrice as many: all of it has its final index. 0: none.</param>
    public async Task MakeAsync(int events, int before)
    {
        var (moving, closed) = (events / EventsEach, before / EventsEach);
        await ExecuteAsync(
            $"""
            insert into app.accounts (id, name, created_at, description, industry, website)
            select md5('account' || i)::uuid, 'Account ' || i, '2029-01-01', '', '', '' from generate_series(0, 99) i;

            insert into app.campaigns (account_id, id, state, version, subject, preheader, html, text, created_by, created_at, edited_by, edited_at, finished_at)
            select md5('account' || i % 100)::uuid, md5('campaign' || i)::uuid, 'Closed', 1, 'Letter ' || i, '',
                (select string_agg(md5(i || '.' || j), '') from generate_series(1, 320) j), '', gen_random_uuid(), t, gen_random_uuid(), t, t
            from generate_series(1, {moving + closed}) i,
                lateral (select timestamptz '{Night:yyyy-MM-dd} 00:00Z' - case when i <= {moving} then interval '{MovingDays} days' * (i - 0.5) / {moving} else interval '{MovingDays} days' + interval '{3 * MovingDays} days' * (i - {moving}) / {Math.Max(1, closed)} end as t) at;

            insert into app.event_counters (account_id, campaign_id, kind, day, count)
            select account_id, id, kind, (finished_at at time zone 'UTC')::date + late, count
            from app.campaigns, (values ('Attempted', 0, 2000), ('Delivered', 0, 1960), ('HardBounced', 0, 20), ('PolicyBlocked', 0, 6), ('SoftBounced', 0, 8), ('Unsubscribed', 0, 4), ('Unsubscribed', 1, 2)) k (kind, late, count);
            """);

        // Of the mailings before, each night until the final one.
        await ExecuteAsync(Score("finished_at < timestamptz '2030-06-01 00:00Z' - interval '30 days'", "generate_series(1, 8) night", "(finished_at at time zone 'UTC')::date + night", "night = 8"));
        await ExecuteAsync("vacuum analyze");
    }

    /// <summary>Nothing of the last 30 days has been computed: every mailing of them is due.</summary>
    public Task ForgetAsync() => ExecuteAsync(
        """
        delete from app.reputation_scores s using app.campaigns c
        where c.account_id = s.account_id and c.id = s.campaign_id and c.finished_at >= timestamptz '2030-06-01 00:00Z' - interval '30 days'
        """);

    /// <summary>A usual night: whatever ended more than 8 days ago has its final index, and those of one day get it tonight.</summary>
    public async Task UsualNightAsync()
    {
        await ForgetAsync();
        await ExecuteAsync(
            $"""
            update app.campaigns set state = 'Sent' where finished_at >= timestamptz '2030-06-01 00:00Z' - interval '8 days' and state <> 'Sent';
            {Score("finished_at >= timestamptz '2030-06-01 00:00Z' - interval '30 days' and finished_at < timestamptz '2030-06-01 00:00Z' - interval '8 days'", "(values (8)) n (night)", "(finished_at at time zone 'UTC')::date + night", "true")}
            """);
    }

    /// <summary>What the night does, as one would write it in SQL alone; the formula, which is no SQL, left out.</summary>
    public Task<double> PsqlAsync() => postgres.PsqlAsync(
        database,
        $"""
        begin;
        delete from app.reputation_scores where night = date '{Night:yyyy-MM-dd}';
        with due as (
            select c.account_id, c.id, c.finished_at
            from app.campaigns c
            where c.state in ('Sent', 'Closed', 'Stopped') and c.finished_at < timestamptz '{Night:yyyy-MM-dd} 00:00Z' and c.finished_at > timestamptz '{Night:yyyy-MM-dd} 00:00Z' - interval '37 days'
                and not exists (select from app.reputation_scores s where s.account_id = c.account_id and s.campaign_id = c.id and s.frozen and s.night < date '{Night:yyyy-MM-dd}')),
        counts as (
            select e.account_id, e.campaign_id, min(due.finished_at) as finished_at,
                sum(count) filter (where kind = 'Attempted') as attempted, sum(count) filter (where kind = 'Delivered') as delivered,
                sum(count) filter (where kind = 'HardBounced') as hard, sum(count) filter (where kind = 'PolicyBlocked') as blocked,
                sum(count) filter (where kind = 'SoftBounced') as soft, sum(count) filter (where kind = 'Unsubscribed') as unsubscribed
            from due join app.event_counters e on e.account_id = due.account_id and e.campaign_id = due.id
            where e.day < date '{Night:yyyy-MM-dd}'
            group by e.account_id, e.campaign_id)
        insert into app.reputation_scores (account_id, campaign_id, night, formula, counts, parameters, index, raw, cap, confidence, frozen, computed_at)
        select account_id, campaign_id, date '{Night:yyyy-MM-dd}', '{Reputation.Parameters.Version}',
            jsonb_build_object('Complaint', jsonb_build_object('K', 0, 'N', 0), 'HardBounce', jsonb_build_object('K', hard, 'N', attempted), 'Block', jsonb_build_object('K', blocked, 'N', attempted),
                'Unsubscribe', jsonb_build_object('K', unsubscribed, 'N', delivered), 'Click', jsonb_build_object('K', 0, 'N', 0), 'Open', jsonb_build_object('K', 0, 'N', 0)),
            '{Parameters}', 90, 90, null, 0.5, finished_at <= timestamptz '{Night:yyyy-MM-dd} 00:00Z' - interval '7 days', now()
        from counts where attempted > {ReputationNight.Threshold};
        commit;
        """);

    private Task ExecuteAsync(string sql) => postgres.ExecuteAsync(database, sql);

    private static string Score(string which, string nights, string night, string frozen) =>
        $$"""
        insert into app.reputation_scores (account_id, campaign_id, night, formula, counts, parameters, index, raw, cap, confidence, frozen, computed_at)
        select account_id, id, {{night}}, '{{Reputation.Parameters.Version}}', '{}', '{{Parameters}}', 90, 90, null, 0.5, {{frozen}}, finished_at + interval '1 day' * night
        from app.campaigns, {{nights}} where {{which}}
        """;
}
