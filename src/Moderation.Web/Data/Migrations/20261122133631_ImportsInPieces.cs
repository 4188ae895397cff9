using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Moderation.Web.Data.Migrations
{
    /// <inheritdoc />
    public partial class ImportsInPieces : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "agreed_at",
                schema: "app",
                table: "imports",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "broken_off",
                schema: "app",
                table: "imports",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "by_id",
                schema: "app",
                table: "imports",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "columns",
                schema: "app",
                table: "imports",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<string>(
                name: "delimiter",
                schema: "app",
                table: "imports",
                type: "character varying(1)",
                nullable: false,
                defaultValue: ",");

            migrationBuilder.AddColumn<string>(
                name: "encoding",
                schema: "app",
                table: "imports",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "lease",
                schema: "app",
                table: "imports",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "lease_until",
                schema: "app",
                table: "imports",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "opted_out",
                schema: "app",
                table: "imports",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "position",
                schema: "app",
                table: "imports",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "progress_at",
                schema: "app",
                table: "imports",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "provider",
                schema: "app",
                table: "imports",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "rows_before",
                schema: "app",
                table: "imports",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "running_since",
                schema: "app",
                table: "imports",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "size",
                schema: "app",
                table: "imports",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "values_left_out",
                schema: "app",
                table: "imports",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "attributes",
                schema: "app",
                table: "contacts",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.CreateTable(
                name: "import_pieces",
                schema: "app",
                columns: table => new
                {
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_import_pieces", x => new { x.account_id, x.import_id, x.number });
                    table.ForeignKey(
                        name: "FK_import_pieces_imports_account_id_import_id",
                        columns: x => new { x.account_id, x.import_id },
                        principalSchema: "app",
                        principalTable: "imports",
                        principalColumns: new[] { "account_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            // A piece is read once or twice and then gone: not worth the time to compress it.
            migrationBuilder.Sql("alter table app.import_pieces alter column bytes set storage external");

            migrationBuilder.CreateIndex(
                name: "IX_imports_started_at",
                schema: "app",
                table: "imports",
                column: "started_at",
                filter: "state = 'Running'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "import_pieces",
                schema: "app");

            migrationBuilder.DropIndex(
                name: "IX_imports_started_at",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "agreed_at",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "broken_off",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "by_id",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "columns",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "delimiter",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "encoding",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "lease",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "lease_until",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "opted_out",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "position",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "progress_at",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "provider",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "rows_before",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "running_since",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "size",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "values_left_out",
                schema: "app",
                table: "imports");

            migrationBuilder.DropColumn(
                name: "attributes",
                schema: "app",
                table: "contacts");
        }
    }
}
