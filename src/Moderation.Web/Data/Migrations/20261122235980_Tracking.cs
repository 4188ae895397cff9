using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>
/// Opens and clicks. Events are written by COPY and labelled once; they keep no foreign key, because each comes from a token that
/// was signed for its campaign.
/// </summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235980_Tracking")]
internal sealed class Tracking : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($$"""
        alter table app.accounts add column track_opens boolean not null default true, add column track_clicks boolean not null default true;
        alter table app.sending_domains add column tracking_host text, add column tracking_verified_at timestamptz;
        alter table app.campaigns add column tracks_opens boolean not null default false, add column tracks_clicks boolean not null default false, add column tracking_host text;

        create table app.campaign_links (
            account_id uuid not null,
            campaign_id uuid not null,
            number integer not null,
            url text not null,
            constraint "PK_campaign_links" primary key (account_id, campaign_id, number),
            constraint "FK_campaign_links_campaigns_account_id_campaign_id" foreign key (account_id, campaign_id) references app.campaigns (account_id, id) on delete cascade
        );

        create sequence app.event_ids cache 1000;

        create table app.events (
            account_id uuid not null,
            campaign_id uuid not null,
            id bigint not null default nextval('app.event_ids'),
            seq integer not null,
            kind smallint not null,
            link integer not null,
            at timestamptz not null,
            is_head boolean not null,
            -- Signs of a machine as bits, see MachineEvents; null until somebody has looked.
            signs smallint,
            is_machine boolean,
            ip inet,
            user_agent text,
            primary key (account_id, campaign_id, id, at)
        ) partition by range (at);

        create table app.event_work (
            account_id uuid not null,
            campaign_id uuid not null,
            touched_at timestamptz not null,
            -- Up to this time every event is labelled.
            judged_at timestamptz,
            primary key (account_id, campaign_id)
        ) with (fillfactor = 50);

        {{MakePartitions("array['deliveries', 'outcomes', 'events']")}}

        -- Before erase_person: while the deliveries still name the person.
        create function app.erase_events(of_account uuid, person text) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
        begin
            if of_account is distinct from app.account() then
                raise insufficient_privilege using message = 'A person is erased by their own account only.';
            end if;

            update app.events e set ip = null, user_agent = null
            from app.deliveries d
            where d.account_id = of_account and d.email_key = person and e.account_id = of_account and e.campaign_id = d.campaign_id and e.seq = d.seq;
        end $$;
        revoke all on function app.erase_events(uuid, text) from public;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($$"""
        drop function app.erase_events(uuid, text);
        {{MakePartitions("array['deliveries', 'outcomes']")}}
        drop table app.event_work, app.events, app.campaign_links;
        drop sequence app.event_ids;
        alter table app.campaigns drop column tracks_opens, drop column tracks_clicks, drop column tracking_host;
        alter table app.sending_domains drop column tracking_host, drop column tracking_verified_at;
        alter table app.accounts drop column track_opens, drop column track_clicks;
        """);

    // Months begin in UTC, whatever the zone of the session; a date as the bound of a date column reads the same.
    private static string MakePartitions(string parents) => $$"""
        create or replace function app.make_partitions(first_month date, months integer) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
        declare
            start date;
            parent text;
        begin
            for i in 0 .. months - 1 loop
                start := (date_trunc('month', first_month) + make_interval(months => i))::date;
                foreach parent in array {{parents}} loop
                    if to_regclass(format('app.%I', parent || to_char(start, '_YYYY_MM'))) is not null then
                        continue;
                    end if;

                    -- Two nodes may start at once, so what was missing is looked for again under the lock, in the table itself:
                    -- a name that was not found stays unknown to to_regclass until the transaction ends.
                    perform pg_advisory_xact_lock(hashtextextended('app.make_partitions', 0));
                    if not exists (select from pg_class where relnamespace = 'app'::regnamespace and relname = parent || to_char(start, '_YYYY_MM')) then
                        execute format('create table app.%I partition of app.%I for values from (%L) to (%L)',
                            parent || to_char(start, '_YYYY_MM'), parent, start, (start + interval '1 month')::date);
                        -- Reached by its own name a partition stands outside its parent's walls, so it has the same.
                        execute format('alter table app.%I enable row level security', parent || to_char(start, '_YYYY_MM'));
                        execute format('alter table app.%I force row level security', parent || to_char(start, '_YYYY_MM'));
                        execute format('create policy account on app.%I using (account_id = (select app.account()) or (select app.staff())) with check (account_id = (select app.account()) or (select app.staff()))',
                            parent || to_char(start, '_YYYY_MM'));
                    end if;
                end loop;
            end loop;
        end $$;
        """;
}
