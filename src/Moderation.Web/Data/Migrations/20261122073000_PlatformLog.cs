using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>The log of what admins do about people, and when a person was last mailed a link to set a password.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122073000_PlatformLog")]
internal sealed class PlatformLog : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table identity.users add column link_mailed_at timestamptz;
        create table app.platform_log (
            position bigint not null,
            at timestamptz not null,
            actor_id uuid,
            actor text not null,
            action text not null,
            person_id uuid,
            detail text not null,
            previous_hash text not null,
            hash text not null,
            constraint "PK_platform_log" primary key (position)
        );
        create index "IX_platform_log_person_id_position" on app.platform_log (person_id, position);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop table app.platform_log;
        alter table identity.users drop column link_mailed_at;
        """);
}
