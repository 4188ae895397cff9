using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>What is compared between accounts, by keyed hashes alone, and what an import looked like.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235951_PurchaseSigns")]
internal sealed class PurchaseSigns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table app.import_flags (
            account_id uuid not null,
            import_id uuid not null,
            signs jsonb not null,
            holds boolean not null,
            at timestamptz not null,
            constraint "PK_import_flags" primary key (account_id, import_id),
            constraint "FK_import_flags_imports_account_id_import_id" foreign key (account_id, import_id) references app.imports (account_id, id) on delete cascade
        );

        -- Not a table of an account: nobody reads it, the engine writes it, and one function compares. Whoever holds the database alone
        -- cannot tell whose addresses these are, since the key of the marks is not in it.
        create table app.overlap_marks (
            of_account uuid not null,
            suppression_id uuid not null,
            mark bytea not null,
            primary key (of_account, suppression_id),
            foreign key (of_account, suppression_id) references app.suppressions (account_id, id) on delete cascade
        );
        create index overlap_marks_mark on app.overlap_marks (mark, of_account);

        -- The share of these addresses that other accounts never mail: a multiple of 5 percent, and nothing below 10. Told for an account
        -- to itself, to staff and to the engine. A single address is never told: there must be 200, the steps are coarse, and where they
        -- begin differs from list to list in a way that follows from the marks, so that nobody who adds one address to a list at the
        -- edge of a step learns of that address.
        create function app.overlap(whose uuid, wanted bytea[]) returns integer
        language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
        declare
            addresses bigint;
            shift double precision;
            hits bigint;
            share integer;
        begin
            if whose is null or (whose is distinct from app.account() and not app.staff()
                and not exists (select from pg_roles r where r.rolname = session_user and r.rolbypassrls)) then
                return null;
            end if;
            select count(*), (hashtextextended(coalesce(string_agg(encode(w.mark, 'hex'), '' order by w.mark), ''), 0) & 1023) / 1024.0 * 2.5
                into addresses, shift
                from (select distinct unnest(wanted) as mark) w;
            if addresses < 200 then
                return null;
            end if;
            select count(*) into hits
                from (select distinct unnest(wanted) as mark) w
                where exists (select from app.overlap_marks m where m.mark = w.mark and m.of_account <> whose);
            share := floor((100.0 * hits / addresses + shift) / 5) * 5;
            return case when share >= 10 then share end;
        end $$;
        revoke all on function app.overlap(uuid, bytea[]) from public;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop function app.overlap(uuid, bytea[]);
        drop table app.overlap_marks;
        drop table app.import_flags;
        """);
}
