using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>How far the logs of smart hosts have been read, and what they say of deliveries.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235991_MailLogs")]
internal sealed class MailLogs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table app.log_readings (
            route_id uuid not null,
            kind text not null,
            path text not null,
            head bytea,
            head_length integer not null,
            position bigint not null,
            length bigint not null,
            machine text,
            looked_at timestamptz,
            last_line_at timestamptz,
            ours bigint not null,
            "foreign" bigint not null,
            forged bigint not null,
            unreadable bigint not null,
            problem text,
            lost_at timestamptz,
            constraint "PK_log_readings" primary key (route_id),
            constraint "FK_log_readings_mail_routes_route_id" foreign key (route_id) references app.mail_routes (id) on delete cascade
        );

        -- Postfix names the sender once and then a queue id alone: whose message is under way there. Of ours only.
        create table app.log_queue (
            route_id uuid not null references app.mail_routes (id) on delete cascade,
            queue_id text not null,
            campaign bigint not null,
            seq integer not null,
            at timestamptz not null,
            primary key (route_id, queue_id)
        ) with (fillfactor = 50);

        -- What the log of a smart host said of a delivery that the session knew as accepted: each counts once.
        create table app.log_states (
            account_id uuid not null,
            campaign_id uuid not null,
            seq integer not null,
            arrived_at timestamptz,
            delayed_at timestamptz,
            primary key (account_id, campaign_id, seq)
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop table app.log_states, app.log_queue, app.log_readings;");
}
