using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>The versions of the policy, the marketers' appeals against blocks, and how long people wait for a decision.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235930_Policies")]
internal sealed class Policies : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table app.policies (
            version integer not null,
            severities jsonb not null,
            thresholds jsonb not null,
            review_everything boolean not null,
            review_share numeric not null check (review_share between 0 and 1),
            by uuid not null,
            by_name text not null,
            at timestamptz not null,
            why text not null,
            constraint "PK_policies" primary key (version)
        );

        alter table app.campaigns add column appeal text;

        create index "IX_decisions_at" on app.decisions (at);

        -- Over all accounts, and nothing of any: a median and two counts. What it sees for that ends with it.
        create function app.usual_wait(since timestamptz, out decisions integer, out median interval, out waiting integer)
        language plpgsql volatile as $$
        declare
            was constant text := coalesce(current_setting('app.staff', true), '');
        begin
            perform set_config('app.staff', 'on', true);
            select count(waited.time), percentile_cont(0.5) within group (order by waited.time) into decisions, median
            from (
                select min(d.at) - min(s.at) as time
                from app.decisions d
                join app.submissions s on s.account_id = d.account_id and s.campaign_id = d.campaign_id and s.content_hash = d.content_hash
                where d.at > since and d.kind in ('Approve', 'Return', 'Reject')
                group by d.account_id, d.campaign_id, d.content_hash
            ) waited;
            select count(*) into waiting from (select from app.campaigns where state in ('Held', 'Escalated') limit 1000) queue;
            perform set_config('app.staff', was, true);
        end $$;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop function app.usual_wait(timestamptz);
        drop index app."IX_decisions_at";
        alter table app.campaigns drop column appeal;
        drop table app.policies;
        """);
}
