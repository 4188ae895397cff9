using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>
/// What an import pays for each row. A foreign key asks for each row; the list of members is asked for once a statement, by a
/// trigger. The ledger is kept in the order in which it is read: by person; withdrawals besides.
/// </summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235955_BulkTables")]
internal sealed class BulkTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table app.list_members drop constraint "FK_list_members_lists_account_id_list_id";

        -- As a foreign key does, it locks the list: whoever deletes it waits, and then finds these members.
        create function app.lists_of_members() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $$
        declare
            added record;
        begin
            for added in select distinct account_id, list_id from rows_added loop
                perform from app.lists where account_id = added.account_id and id = added.list_id for key share;
                if not found then
                    raise foreign_key_violation using message = format('There is no list %s of account %s.', added.list_id, added.account_id), table = 'list_members';
                end if;
            end loop;
            return null;
        end $$;
        create trigger lists_exist after insert on app.list_members referencing new table as rows_added
            for each statement execute function app.lists_of_members();
        create trigger lists_exist_after_update after update on app.list_members referencing new table as rows_added
            for each statement execute function app.lists_of_members();

        create function app.members_of_deleted_list() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $$
        begin
            delete from app.list_members where account_id = old.account_id and list_id = old.id;
            return null;
        end $$;
        create trigger members_go_with_their_list after delete on app.lists for each row execute function app.members_of_deleted_list();

        alter table app.consents drop constraint "PK_consents";
        drop index app."IX_consents_account_id_email_key";
        alter table app.consents add constraint "PK_consents" primary key (account_id, email_key, id);
        create index "IX_consents_account_id_id" on app.consents (account_id, id) where step = 'Withdrawn';
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop index app."IX_consents_account_id_id";
        alter table app.consents drop constraint "PK_consents";
        alter table app.consents add constraint "PK_consents" primary key (account_id, id);
        create index "IX_consents_account_id_email_key" on app.consents (account_id, email_key);
        drop trigger members_go_with_their_list on app.lists;
        drop trigger lists_exist on app.list_members;
        drop trigger lists_exist_after_update on app.list_members;
        drop function app.members_of_deleted_list();
        drop function app.lists_of_members();
        alter table app.list_members add constraint "FK_list_members_lists_account_id_list_id"
            foreign key (account_id, list_id) references app.lists (account_id, id) on delete cascade;
        """);
}
