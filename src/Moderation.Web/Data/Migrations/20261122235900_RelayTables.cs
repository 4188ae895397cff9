using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>
/// What the relay works on. Written as SQL because EF knows no partitions: deliveries and outcomes are only ever inserted,
/// chunks carry the leases. Deliveries and outcomes keep no foreign key: only the engine writes them, 1,000 at a time, and
/// their chunk has one.
/// </summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235900_RelayTables")]
internal sealed class RelayTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table app.deliveries (
            account_id uuid not null,
            campaign_id uuid not null,
            seq integer not null,
            month date not null,
            contact_id uuid not null,
            email text not null,
            email_key text collate "C" not null,
            first_name text not null,
            last_name text not null,
            primary key (account_id, campaign_id, seq, month)
        ) partition by range (month);

        create table app.outcomes (
            account_id uuid not null,
            campaign_id uuid not null,
            seq integer not null,
            month date not null,
            attempt smallint not null,
            kind smallint not null,
            code smallint,
            enhanced text,
            reply text not null,
            at timestamptz not null,
            retry_at timestamptz,
            primary key (account_id, campaign_id, seq, attempt, month)
        ) partition by range (month);

        create table app.delivery_chunks (
            account_id uuid not null,
            campaign_id uuid not null,
            chunk integer not null,
            month date not null,
            first_seq integer not null,
            last_seq integer not null,
            token_key smallint not null,
            state smallint not null default 0,
            next_at timestamptz not null,
            lease uuid,
            lease_until timestamptz,
            node text,
            primary key (account_id, campaign_id, chunk),
            foreign key (account_id, campaign_id) references app.campaigns (account_id, id)
        ) with (fillfactor = 50);

        create index delivery_chunks_open on app.delivery_chunks (next_at) where state < 2;

        create table app.token_keys (
            id smallint primary key check (id between 1 and 255),
            sealed bytea not null,
            made_at timestamptz not null default now()
        );

        -- What each relay node last said of its route, for people who wonder why nothing leaves.
        create table app.relay_nodes (
            node text primary key,
            route text not null,
            problem text,
            since timestamptz not null,
            seen_at timestamptz not null
        );

        -- The engine calls it, the owner of the tables makes the partitions: a node needs no right to create anything.
        create function app.make_partitions(first_month date, months integer) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
        declare
            start date;
            parent text;
        begin
            for i in 0 .. months - 1 loop
                start := (date_trunc('month', first_month) + make_interval(months => i))::date;
                foreach parent in array array['deliveries', 'outcomes'] loop
                    if to_regclass(format('app.%I', parent || to_char(start, '_YYYY_MM'))) is null then
                        -- Two nodes may start at once.
                        perform pg_advisory_xact_lock(hashtextextended('app.make_partitions', 0));
                        execute format('create table if not exists app.%I partition of app.%I for values from (%L) to (%L)',
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

        revoke all on function app.make_partitions(date, integer) from public;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop function app.make_partitions(date, integer);
        drop table app.relay_nodes, app.token_keys, app.delivery_chunks, app.outcomes, app.deliveries;
        """);
}
