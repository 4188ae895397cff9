using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>The hours in which an account's campaigns may leave, by the clock of its zone.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235991_SendWindows")]
internal sealed class SendWindows : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table app.accounts add column time_zone text not null default 'UTC', add column send_window text;
        alter table app.campaigns add column at_any_hour boolean not null default false;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table app.campaigns drop column at_any_hour;
        alter table app.accounts drop column time_zone, drop column send_window;
        """);
}
