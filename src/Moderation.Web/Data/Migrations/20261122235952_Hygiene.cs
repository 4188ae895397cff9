using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>What people do with mail, and the last question to those who do nothing.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235952_Hygiene")]
internal sealed class Hygiene : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table app.contact_activity (
            account_id uuid not null,
            contact_id uuid not null,
            last_opened_at timestamptz,
            last_clicked_at timestamptz,
            mailings_since integer not null,
            counting_since timestamptz,
            constraint "PK_contact_activity" primary key (account_id, contact_id),
            constraint "FK_contact_activity_contacts_account_id_contact_id" foreign key (account_id, contact_id) references app.contacts (account_id, id) on delete cascade
        ) with (fillfactor = 80);

        -- Mailings that are in it, so that each counts once.
        create table app.counted_mailings (
            account_id uuid not null,
            campaign_id uuid not null,
            at timestamptz not null,
            primary key (account_id, campaign_id)
        );

        create table app.sunsets (
            account_id uuid not null,
            id uuid not null,
            list_id uuid not null,
            asked_list_id uuid not null,
            campaign_id uuid not null,
            by text not null,
            started_at timestamptz not null,
            state text not null,
            ended_at timestamptz,
            stayed integer not null,
            unsubscribed integer not null,
            constraint "PK_sunsets" primary key (account_id, id),
            constraint "FK_sunsets_accounts_account_id" foreign key (account_id) references app.accounts (id) on delete cascade
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop table app.sunsets, app.counted_mailings, app.contact_activity;");
}
