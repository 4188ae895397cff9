using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>Two nodes that make the same partition at once take turns: the second one finds it made.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235920_PartitionsInTurn")]
internal sealed class PartitionsInTurn : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create or replace function app.make_partitions(first_month date, months integer) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
        declare
            start date;
            parent text;
        begin
            for i in 0 .. months - 1 loop
                start := (date_trunc('month', first_month) + make_interval(months => i))::date;
                foreach parent in array array['deliveries', 'outcomes'] loop
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
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create or replace function app.make_partitions(first_month date, months integer) returns void
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
        """);
}
