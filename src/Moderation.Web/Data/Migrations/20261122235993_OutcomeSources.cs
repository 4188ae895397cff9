using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>Each outcome knows the route and the address that it came over, and each address has figures of its own.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235993_OutcomeSources")]
internal sealed class OutcomeSources : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table app.mail_routes add column number smallint not null generated always as identity;
        alter table app.sending_ips add column number smallint not null generated always as identity;

        -- Null where the configuration's route was used; a provider that has no name here is null too.
        alter table app.outcomes add column route smallint, add column ip smallint, add column provider text;

        create table app.ip_outcomes (
            ip_id uuid not null,
            day date not null,
            provider text not null,
            attempted bigint not null default 0,
            accepted bigint not null default 0,
            with_feedback bigint not null default 0,
            deferred bigint not null default 0,
            hard bigint not null default 0,
            soft bigint not null default 0,
            blocked bigint not null default 0,
            complained bigint not null default 0,
            returned bigint not null default 0,
            constraint "PK_ip_outcomes" primary key (ip_id, day, provider),
            constraint "FK_ip_outcomes_sending_ips_ip_id" foreign key (ip_id) references app.sending_ips (id) on delete cascade
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop table app.ip_outcomes;
        alter table app.outcomes drop column route, drop column ip, drop column provider;
        alter table app.sending_ips drop column number;
        alter table app.mail_routes drop column number;
        """);
}
