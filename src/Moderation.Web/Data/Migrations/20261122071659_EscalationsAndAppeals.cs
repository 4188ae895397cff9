using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Moderation.Web.Data.Migrations
{
    /// <inheritdoc />
    public partial class EscalationsAndAppeals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "appealed_at",
                schema: "app",
                table: "campaigns",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "escalated_by",
                schema: "app",
                table: "campaigns",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "rejected_by",
                schema: "app",
                table: "campaigns",
                type: "uuid",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "appealed_at",
                schema: "app",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "escalated_by",
                schema: "app",
                table: "campaigns");

            migrationBuilder.DropColumn(
                name: "rejected_by",
                schema: "app",
                table: "campaigns");
        }
    }
}
