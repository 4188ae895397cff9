using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Moderation.Web.Data.Migrations
{
    /// <inheritdoc />
    public partial class CookieKeysAndRoles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "cookie_keys",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    xml = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cookie_keys", x => x.id);
                });

            migrationBuilder.InsertData(
                schema: "identity",
                table: "roles",
                columns: new[] { "id", "concurrency_stamp", "name", "normalized_name" },
                values: new object[,]
                {
                    { new Guid("0198f1f0-0000-7000-8000-000000000001"), "0198f1f0-0000-7000-8000-000000000001", "Marketer", "MARKETER" },
                    { new Guid("0198f1f0-0000-7000-8000-000000000002"), "0198f1f0-0000-7000-8000-000000000002", "Project manager", "PROJECT MANAGER" },
                    { new Guid("0198f1f0-0000-7000-8000-000000000003"), "0198f1f0-0000-7000-8000-000000000003", "Admin", "ADMIN" }
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "cookie_keys",
                schema: "identity");

            migrationBuilder.DeleteData(
                schema: "identity",
                table: "roles",
                keyColumn: "id",
                keyValue: new Guid("0198f1f0-0000-7000-8000-000000000001"));

            migrationBuilder.DeleteData(
                schema: "identity",
                table: "roles",
                keyColumn: "id",
                keyValue: new Guid("0198f1f0-0000-7000-8000-000000000002"));

            migrationBuilder.DeleteData(
                schema: "identity",
                table: "roles",
                keyColumn: "id",
                keyValue: new Guid("0198f1f0-0000-7000-8000-000000000003"));
        }
    }
}
