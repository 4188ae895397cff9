using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>The consent ledger. Rows are only ever added: Walls.sql grants nothing else.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235940_Consents")]
internal sealed class Consents : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table app.consents (
            account_id uuid not null,
            id uuid not null,
            email_key text collate "C" not null,
            contact_id uuid,
            step text not null,
            method text not null,
            at timestamptz not null,
            controller text not null,
            purpose text not null,
            list_id uuid,
            form_id uuid,
            form_url text,
            text_hash text,
            privacy_version text,
            ip text,
            user_agent text,
            confirmation_sent_at timestamptz,
            confirmed_at timestamptz,
            import_id uuid,
            campaign_id uuid,
            note text,
            recorded_at timestamptz not null,
            constraint "PK_consents" primary key (account_id, id)
        );
        create index "IX_consents_account_id_email_key" on app.consents (account_id, email_key);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop table app.consents;");
}
