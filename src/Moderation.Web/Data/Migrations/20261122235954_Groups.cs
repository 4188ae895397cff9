using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>Lists whose members follow from a filter.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235954_Groups")]
internal sealed class Groups : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("alter table app.lists add column filter jsonb;");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("alter table app.lists drop column filter;");
}
