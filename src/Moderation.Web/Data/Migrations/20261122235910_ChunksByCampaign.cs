using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>Nodes look for the next chunk of each campaign and count those at work, however long the campaign is.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235910_ChunksByCampaign")]
internal sealed class ChunksByCampaign : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop index app.delivery_chunks_open;
        create index delivery_chunks_open on app.delivery_chunks (account_id, campaign_id, next_at, chunk) where state < 2;
        create index delivery_chunks_at_work on app.delivery_chunks (account_id, campaign_id) where state = 1;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop index app.delivery_chunks_at_work, app.delivery_chunks_open;
        create index delivery_chunks_open on app.delivery_chunks (next_at) where state < 2;
        """);
}
