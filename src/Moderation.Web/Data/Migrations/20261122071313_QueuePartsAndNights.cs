using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Moderation.Web.Data.Migrations
{
    /// <inheritdoc />
    public partial class QueuePartsAndNights : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_campaigns_due_at_id",
                schema: "app",
                table: "campaigns");

            migrationBuilder.CreateIndex(
                name: "IX_reputation_scores_night",
                schema: "app",
                table: "reputation_scores",
                column: "night");

            migrationBuilder.CreateIndex(
                name: "IX_campaigns_deferred",
                schema: "app",
                table: "campaigns",
                columns: new[] { "due_at", "id" },
                filter: "state = 'Deferred'")
                .Annotation("Npgsql:IndexInclude", new[] { "account_id" });

            migrationBuilder.CreateIndex(
                name: "IX_campaigns_escalated",
                schema: "app",
                table: "campaigns",
                columns: new[] { "due_at", "id" },
                filter: "state = 'Escalated'")
                .Annotation("Npgsql:IndexInclude", new[] { "account_id" });

            migrationBuilder.CreateIndex(
                name: "IX_campaigns_finished_at",
                schema: "app",
                table: "campaigns",
                column: "finished_at",
                filter: "state in ('Sent', 'Closed', 'Stopped')");

            migrationBuilder.CreateIndex(
                name: "IX_campaigns_waiting",
                schema: "app",
                table: "campaigns",
                columns: new[] { "due_at", "id" },
                filter: "state in ('Held', 'Escalated')")
                .Annotation("Npgsql:IndexInclude", new[] { "account_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_reputation_scores_night",
                schema: "app",
                table: "reputation_scores");

            migrationBuilder.DropIndex(
                name: "IX_campaigns_deferred",
                schema: "app",
                table: "campaigns");

            migrationBuilder.DropIndex(
                name: "IX_campaigns_escalated",
                schema: "app",
                table: "campaigns");

            migrationBuilder.DropIndex(
                name: "IX_campaigns_finished_at",
                schema: "app",
                table: "campaigns");

            migrationBuilder.DropIndex(
                name: "IX_campaigns_waiting",
                schema: "app",
                table: "campaigns");

            migrationBuilder.CreateIndex(
                name: "IX_campaigns_due_at_id",
                schema: "app",
                table: "campaigns",
                columns: new[] { "due_at", "id" },
                filter: "state in ('Held', 'Escalated', 'Deferred')");
        }
    }
}
