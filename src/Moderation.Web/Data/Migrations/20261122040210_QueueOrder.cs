using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Moderation.Web.Data.Migrations
{
    /// <inheritdoc />
    public partial class QueueOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_campaigns_due_at_id",
                schema: "app",
                table: "campaigns",
                columns: new[] { "due_at", "id" },
                filter: "state in ('Held', 'Escalated', 'Deferred')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_campaigns_due_at_id",
                schema: "app",
                table: "campaigns");
        }
    }
}
