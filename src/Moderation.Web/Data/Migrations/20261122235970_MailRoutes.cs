using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>Ways out and the addresses that mail leaves from, with what each has taken and what providers asked of it. Of the platform.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235970_MailRoutes")]
internal sealed class MailRoutes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table app.mail_routes (
            id uuid not null,
            name text not null,
            kind text not null,
            host text not null,
            port integer not null,
            tls text not null,
            user_name text not null,
            sealed_password bytea,
            helo_name text not null,
            pool_header text not null,
            stopped_at timestamptz,
            stopped_why text,
            created_at timestamptz not null,
            constraint "PK_mail_routes" primary key (id)
        );
        create unique index "IX_mail_routes_name" on app.mail_routes (name);

        create table app.sending_ips (
            id uuid not null,
            route_id uuid not null,
            address inet not null,
            pool text not null,
            pool_name text not null,
            warm_up_started date,
            last_used date,
            stopped_at timestamptz,
            stopped_why text,
            ptr_name text,
            ptr_leads_back boolean,
            ptr_said text not null,
            is_listed boolean,
            lists_said text not null,
            checked_at timestamptz,
            constraint "PK_sending_ips" primary key (id),
            constraint "FK_sending_ips_mail_routes_route_id" foreign key (route_id) references app.mail_routes (id) on delete restrict
        );
        create index "IX_sending_ips_route_id" on app.sending_ips (route_id);
        -- EF takes no inet for a key.
        create unique index sending_ips_address on app.sending_ips (address);

        create table app.ip_budgets (
            ip_id uuid not null,
            hour timestamptz not null,
            provider text not null,
            taken integer not null,
            constraint "PK_ip_budgets" primary key (ip_id, hour, provider),
            constraint "FK_ip_budgets_sending_ips_ip_id" foreign key (ip_id) references app.sending_ips (id) on delete cascade
        );

        create table app.provider_states (
            ip_id uuid not null,
            site text not null,
            name text not null,
            reply text not null,
            since timestamptz not null,
            until timestamptz not null,
            rate double precision not null,
            connections integer,
            before integer not null,
            taken integer not null,
            constraint "PK_provider_states" primary key (ip_id, site),
            constraint "FK_provider_states_sending_ips_ip_id" foreign key (ip_id) references app.sending_ips (id) on delete cascade
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop table app.provider_states, app.ip_budgets, app.sending_ips, app.mail_routes;");
}
