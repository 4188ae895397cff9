using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>What an approval is bound to, and who gets a mailing first.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235956_ConditionsOfApproval")]
internal sealed class ConditionsOfApproval : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table app.campaigns add column conditions jsonb;
        alter table app.campaign_progress
            add column canary integer,
            add column canary_tried_at timestamptz,
            add column canary_ended_at timestamptz,
            add column judged jsonb;
        alter table app.imports add column first_mailed_at timestamptz;
        -- Nobody knows who of them was mailed: they count as mailed.
        update app.imports set first_mailed_at = started_at;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table app.imports drop column first_mailed_at;
        alter table app.campaign_progress drop column canary, drop column canary_tried_at, drop column canary_ended_at, drop column judged;
        alter table app.campaigns drop column conditions;
        """);
}
