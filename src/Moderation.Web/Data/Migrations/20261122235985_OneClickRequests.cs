using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>One-click opt-outs between their answer and being carried out. No index and no key: rows stay for some milliseconds.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235985_OneClickRequests")]
internal sealed class OneClickRequests : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table app.opt_out_requests (
            campaign bigint not null,
            seq integer not null,
            at timestamptz not null,
            ip text,
            user_agent text
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop table app.opt_out_requests;");
}
