using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Moderation.Web.Data.Migrations
{
    /// <inheritdoc />
    public partial class CodesWorkOnce : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "last_code_step",
                schema: "identity",
                table: "users",
                type: "bigint",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "last_code_step",
                schema: "identity",
                table: "users");
        }
    }
}
