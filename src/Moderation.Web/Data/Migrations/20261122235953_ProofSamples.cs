using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>Contacts drawn at random whose consent the marketer is asked to show.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235953_ProofSamples")]
internal sealed class ProofSamples : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table app.proof_samples (
            account_id uuid not null,
            campaign_id uuid not null,
            contact_id uuid not null,
            email text not null,
            asked_at timestamptz not null,
            asked_by text not null,
            text text,
            file_name text,
            file bytea,
            answered_at timestamptz,
            answered_by text,
            constraint "PK_proof_samples" primary key (account_id, campaign_id, contact_id),
            constraint "FK_proof_samples_campaigns_account_id_campaign_id" foreign key (account_id, campaign_id) references app.campaigns (account_id, id) on delete cascade,
            -- Who is erased stands in no sample.
            foreign key (account_id, contact_id) references app.contacts (account_id, id) on delete cascade
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop table app.proof_samples;");
}
