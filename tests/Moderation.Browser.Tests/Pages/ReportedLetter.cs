using Microsoft.EntityFrameworkCore;

namespace Moderation.Browser.Tests.Pages;

internal static class ReportedLetter
{
    /// <summary>
    /// A mailing to 4,000 people that began so many hours ago, with all that became of it, as relay, Mx and tracking record it: opened,
    /// clicked, by people and by programs; refused at once, bounced later, called spam, opted out of.
    /// </summary>
    public static async Task<Guid> ReportedAsync(this SentLetter letter, int hours)
    {
        var (id, since) = (Guid.CreateVersion7(), letter.App.Clock.GetUtcNow().AddHours(-hours));
        var (day, month) = (DateOnly.FromDateTime(since.UtcDateTime), new DateOnly(since.UtcDateTime.Year, since.UtcDateTime.Month, 1));
        await letter.App.AsEngineAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync($"select app.make_partitions({month}, 2)");
            return await db.Database.ExecuteSqlAsync(
                $"""
                with copied as (
                    insert into app.campaigns overriding system value
                    select (jsonb_populate_record(c, jsonb_build_object('id', {id}, 'number', c.number + 2000 + {hours}, 'submission_id', null, 'sending_since', {since}, 'finished_at', {since} + interval '40 minutes'))).*
                    from app.campaigns c where c.id = {letter.Campaign} returning account_id),
                people as (
                    select account_id, i, case when i / 50 % 10 < 5 then 'mail.example' when i / 50 % 10 < 8 then 'post.example' else 'readers.example' end as domain,
                        {since} + make_interval(secs => 60 + {hours} * 3500 * power(i * 7919 % 1000 / 1000.0, 4)) as seen,
                        case when i % 50 = 0 then '550 5.1.1 The address that you tried to reach does not exist. Check it for typing errors'
                            when i % 100 = 1 then '554 5.7.1 Message refused: it looks like mail that our users call spam, see https://mail.example/why?id=4411'
                            when i % 200 = 2 then '552 5.2.2 The mailbox is full' end as refusal,
                        case when i % 160 = 3 then 'Hard' when i % 160 = 83 then 'Block' end as bounce
                    from copied, generate_series(1, 4000) i),
                delivered as (select * from people where refusal is null and bounce is null),
                progress as (
                    insert into app.campaign_progress
                    select (jsonb_populate_record(p, jsonb_build_object('campaign_id', {id}, 'total', 4000, 'accepted', 3860, 'refused', 140))).* from app.campaign_progress p where p.campaign_id = {letter.Campaign}),
                deliveries as (
                    insert into app.deliveries (account_id, campaign_id, seq, month, contact_id, email, email_key, first_name, last_name)
                    select account_id, {id}, i, {month}, gen_random_uuid(), 'guest' || i || '@' || domain, 'guest' || i || '@' || domain, 'Zoë', 'Lindt' from people),
                outcomes as (
                    insert into app.outcomes (account_id, campaign_id, seq, month, attempt, kind, code, enhanced, reply, at)
                    select account_id, {id}, i, {month}, 1, case when refusal is null then 1 else 2 end, left(refusal, 3)::smallint, split_part(refusal, ' ', 2), coalesce(substr(refusal, 5), '2.0.0 Ok'), {since} from people),
                links as (
                    insert into app.campaign_links (account_id, campaign_id, number, url)
                    select account_id, {id}, number, url from copied, (values
                        (1, 'https://lighthouse.example/hours'),
                        (2, 'https://lighthouse.example/readings/2026/autumn?utm_source=newsletter&utm_medium=email&utm_campaign=autumn-letter-2026-long-name-of-a-campaign'),
                        (3, 'https://lighthouse.example/menu'),
                        (4, 'https://shop.lighthouse.example/?voucher=AUTUMN'),
                        (5, 'https://lighthouse.example/way')) l (number, url)),
                events as (
                    insert into app.events (account_id, campaign_id, seq, kind, link, at, is_head, signs, is_machine)
                    select account_id, {id}, i, 1, 0, seen, false, 0, i % 10 = 6 from delivered where i % 10 in (2, 5, 6, 8)
                    union all
                    select account_id, {id}, i, 2, 1 + i / 40 % 4, seen + make_interval(secs => 20 * again), false, 0, i % 10 = 6 from delivered, generate_series(1, 2) again where i % 40 in (5, 8, 12) or i % 90 = 6),
                feedback as (
                    insert into app.feedback (account_id, id, campaign_id, seq, kind, class, status, diagnostic, domain, at, source)
                    select account_id, gen_random_uuid(), {id}, i, case when i % 500 = 4 then 'Complaint' else 'Bounce' end,
                        coalesce(bounce, case left(refusal, 3) when '550' then 'Hard' when '554' then 'Block' when '552' then 'Full' end), split_part(refusal, ' ', 2), coalesce(refusal, ''), domain, {since},
                        case when refusal is null then 'mx.' || domain else 'smtp' end
                    from people where refusal is not null or bounce is not null or i % 500 = 4)
                insert into app.event_counters (account_id, campaign_id, kind, day, count)
                select account_id, {id}, kind, {day}, n from copied, lateral (values
                    ('Attempted', 4000),
                    ('Delivered', (select count(*) from delivered)),
                    ('DeliveredWithFeedback', (select count(*) from delivered where domain = 'mail.example')),
                    ('HardBounced', (select count(*) from people where i % 50 = 0 or bounce = 'Hard')),
                    ('PolicyBlocked', (select count(*) from people where i % 100 = 1 or bounce = 'Block')),
                    ('SoftBounced', (select count(*) from people where i % 200 = 2)),
                    ('Opened', (select count(*) from delivered where i % 10 in (2, 5, 8))),
                    ('OpenedByMachine', (select count(*) from delivered where i % 10 = 6)),
                    ('Clicked', (select count(*) from delivered where i % 40 in (5, 8, 12))),
                    ('ClickedByMachine', (select count(*) from delivered where i % 90 = 6)),
                    ('Complained', 8),
                    ('Unsubscribed', 12)) c (kind, n)
                """);
        });
        return id;
    }
}
