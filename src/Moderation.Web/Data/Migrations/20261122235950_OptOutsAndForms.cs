using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>Opt-outs of one list or sender, suppressions of the whole platform, subscription forms, and the erasure of a person.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235950_OptOutsAndForms")]
internal sealed class OptOutsAndForms : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table app.accounts add column opt_out_scope text not null default 'Account';
        alter table app.suppressions add column replaced text;

        create table app.opt_outs (
            account_id uuid not null,
            id uuid not null,
            email_key text collate "C" not null,
            list_id uuid,
            sender_id uuid,
            at timestamptz not null,
            campaign_id uuid,
            evidence text not null,
            constraint "PK_opt_outs" primary key (account_id, id),
            constraint "FK_opt_outs_accounts_account_id" foreign key (account_id) references app.accounts (id) on delete cascade,
            check (num_nonnulls(list_id, sender_id) = 1)
        );
        create unique index "IX_opt_outs_account_id_email_key_list_id_sender_id" on app.opt_outs (account_id, email_key, list_id, sender_id) nulls not distinct;

        create table app.platform_suppressions (
            hash text collate "C" not null,
            reason text not null,
            at timestamptz not null,
            by uuid not null,
            by_name text not null,
            constraint "PK_platform_suppressions" primary key (hash)
        );

        create table app.shown_texts (
            account_id uuid not null,
            hash text not null,
            text text not null,
            at timestamptz not null,
            constraint "PK_shown_texts" primary key (account_id, hash),
            constraint "FK_shown_texts_accounts_account_id" foreign key (account_id) references app.accounts (id) on delete cascade
        );

        create table app.subscription_forms (
            account_id uuid not null,
            id uuid not null,
            list_id uuid not null,
            title text not null,
            consent_text text not null,
            privacy_url text not null,
            privacy_version text not null,
            sender_id uuid not null,
            mail_subject text not null,
            mail_text text not null,
            is_open boolean not null,
            created_at timestamptz not null,
            constraint "PK_subscription_forms" primary key (account_id, id),
            constraint "FK_subscription_forms_lists_account_id_list_id" foreign key (account_id, list_id) references app.lists (account_id, id) on delete cascade,
            constraint "FK_subscription_forms_senders_account_id_sender_id" foreign key (account_id, sender_id) references app.senders (account_id, id) on delete restrict
        );
        create index "IX_subscription_forms_account_id_list_id" on app.subscription_forms (account_id, list_id);
        create index "IX_subscription_forms_account_id_sender_id" on app.subscription_forms (account_id, sender_id);

        create table app.form_requests (
            account_id uuid not null,
            id uuid not null,
            number bigint not null generated always as identity,
            form_id uuid not null,
            email text not null,
            email_key text collate "C" not null,
            at timestamptz not null,
            text_hash text not null,
            page_url text,
            sent_at timestamptz,
            confirmed_at timestamptz,
            constraint "PK_form_requests" primary key (account_id, id),
            constraint "FK_form_requests_subscription_forms_account_id_form_id" foreign key (account_id, form_id) references app.subscription_forms (account_id, id) on delete cascade
        );
        create unique index "IX_form_requests_number" on app.form_requests (number);
        create index "IX_form_requests_account_id_email_key" on app.form_requests (account_id, email_key);
        create index "IX_form_requests_account_id_form_id" on app.form_requests (account_id, form_id);

        -- What one person was sent. A release writes in the order of this key.
        create index deliveries_by_person on app.deliveries (account_id, email_key);

        -- HMAC-SHA-256 (RFC 2104 §2) with the key already mixed into the two pads, as AddressHashes makes it.
        create function app.address_hash(inner_pad bytea, outer_pad bytea, scope text, email_key text) returns text
        language sql stable parallel safe as $$
            select '#' || encode(sha256(outer_pad || sha256(inner_pad || convert_to(scope || ':' || email_key, 'UTF8'))), 'hex')
        $$;

        -- The only way in which evidence changes: what names the person gives way to a keyed hash, what was agreed to and when stays.
        -- Of the caller's own account alone; the policies of the tables say the same once more.
        create function app.erase_person(of_account uuid, person text, hash text, suppression uuid, erased_at timestamptz) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
        begin
            if of_account is distinct from app.account() then
                raise insufficient_privilege using message = 'A person is erased by their own account only.';
            end if;

            -- Why the address is never mailed outlives it, and whoever asked to be erased wants no mail.
            insert into app.suppressions (account_id, id, email_key, reason, replaced, at, campaign_id, evidence)
            select of_account, suppression, hash, coalesce(s.reason, 'Manual'), s.replaced, coalesce(s.at, erased_at), s.campaign_id,
                coalesce(replace(s.evidence, person, '…'), 'Erased on request')
            from (select) one
            left join app.suppressions s on s.account_id = of_account and s.email_key = person
            on conflict (account_id, email_key) do nothing;
            delete from app.suppressions where account_id = of_account and email_key = person;
            delete from app.opt_outs where account_id = of_account and email_key = person;

            delete from app.list_members m using app.contacts c
            where c.account_id = of_account and c.email_key = person and m.account_id = of_account and m.contact_id = c.id;
            delete from app.contacts where account_id = of_account and email_key = person;
            delete from app.form_requests where account_id = of_account and email_key = person;

            update app.consents set email_key = hash, contact_id = null, ip = null, user_agent = null, note = replace(note, person, '…')
            where account_id = of_account and email_key = person;
            update app.outcomes o set reply = ''
            from app.deliveries d
            where d.account_id = of_account and d.email_key = person
                and o.account_id = of_account and o.campaign_id = d.campaign_id and o.seq = d.seq and o.month >= d.month
                and position(person in lower(o.reply)) > 0;
            -- The links of sent mail still work: they opt out whom the hash names.
            update app.deliveries set email = '', email_key = hash, first_name = '', last_name = '' where account_id = of_account and email_key = person;
            update app.import_refusals set row = '' where account_id = of_account and position(person in lower(row)) > 0;
        end $$;
        revoke all on function app.erase_person(uuid, text, text, uuid, timestamptz) from public;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop function app.erase_person(uuid, text, text, uuid, timestamptz);
        drop function app.address_hash(bytea, bytea, text, text);
        drop index app.deliveries_by_person;
        drop table app.form_requests, app.subscription_forms, app.shown_texts, app.platform_suppressions, app.opt_outs;
        alter table app.suppressions drop column replaced;
        alter table app.accounts drop column opt_out_scope;
        """);
}
