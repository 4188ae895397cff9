using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Moderation.Web.Data.Migrations
{
    /// <inheritdoc />
    public partial class ModerationFacts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "from_name",
                schema: "app",
                table: "submissions",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rejected_at",
                schema: "app",
                table: "submissions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int[]>(
                name: "sketch",
                schema: "app",
                table: "submissions",
                type: "integer[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.CreateTable(
                name: "hosted_files",
                schema: "app",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    digest = table.Column<byte[]>(type: "bytea", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    media_type = table.Column<string>(type: "text", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_hosted_files", x => new { x.account_id, x.id });
                    table.ForeignKey(
                        name: "FK_hosted_files_accounts_account_id",
                        column: x => x.account_id,
                        principalSchema: "app",
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "known_links",
                schema: "app",
                columns: table => new
                {
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    probe = table.Column<string>(type: "jsonb", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_known_links", x => new { x.account_id, x.address_hash });
                    table.ForeignKey(
                        name: "FK_known_links_accounts_account_id",
                        column: x => x.account_id,
                        principalSchema: "app",
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "trusted_domains",
                schema: "app",
                columns: table => new
                {
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    domain = table.Column<string>(type: "text", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: false),
                    by_name = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_trusted_domains", x => new { x.account_id, x.domain });
                    table.ForeignKey(
                        name: "FK_trusted_domains_accounts_account_id",
                        column: x => x.account_id,
                        principalSchema: "app",
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_submissions_sketch",
                schema: "app",
                table: "submissions",
                column: "sketch",
                filter: "rejected_at is not null")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "IX_hosted_files_account_id_digest",
                schema: "app",
                table: "hosted_files",
                columns: new[] { "account_id", "digest" },
                unique: true);

            // Rejected content of every account, of which a caller learns how much his own is like it, and nothing of the words. It runs as
            // the tables' owner, whom the walls bind too, so it opens them for itself alone.
            migrationBuilder.Sql("""
                create function app.resembling(wanted integer[], fewest double precision)
                returns table (account_id uuid, number bigint, at timestamptz, likeness double precision)
                language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
                declare
                    before constant text := coalesce(current_setting('app.staff', true), '');
                begin
                    perform set_config('app.staff', 'on', true);
                    return query
                        select f.account_id, f.number, f.rejected_at, f.likeness
                        from (
                            select s.account_id, c.number, s.rejected_at,
                                (select count(*) from unnest(s.sketch, wanted) as pair(one, other) where one = other) / greatest(cardinality(wanted), 1)::double precision as likeness
                            from app.submissions s
                            join app.campaigns c on c.account_id = s.account_id and c.id = s.campaign_id
                            where s.rejected_at is not null and s.sketch operator(pg_catalog.&&) wanted) f
                        where f.likeness >= fewest;
                    perform set_config('app.staff', before, true);
                end $$;
                revoke all on function app.resembling(integer[], double precision) from public;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop function app.resembling(integer[], double precision)");

            migrationBuilder.DropTable(
                name: "hosted_files",
                schema: "app");

            migrationBuilder.DropTable(
                name: "known_links",
                schema: "app");

            migrationBuilder.DropTable(
                name: "trusted_domains",
                schema: "app");

            migrationBuilder.DropIndex(
                name: "IX_submissions_sketch",
                schema: "app",
                table: "submissions");

            migrationBuilder.DropColumn(
                name: "from_name",
                schema: "app",
                table: "submissions");

            migrationBuilder.DropColumn(
                name: "rejected_at",
                schema: "app",
                table: "submissions");

            migrationBuilder.DropColumn(
                name: "sketch",
                schema: "app",
                table: "submissions");
        }
    }
}
