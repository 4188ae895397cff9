using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Moderation.Web.Data.Migrations;

/// <summary>What comes back for deliveries, and the feedback loops that say so.</summary>
[DbContext(typeof(ModerationDb))]
[Migration("20261122235960_Feedback")]
internal sealed class Feedback : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table app.feedback (
            account_id uuid not null,
            id uuid not null,
            campaign_id uuid not null,
            seq integer not null,
            kind text not null,
            class text,
            status text,
            diagnostic text not null,
            domain text not null,
            at timestamptz not null,
            source text not null,
            constraint "PK_feedback" primary key (account_id, id),
            constraint "FK_feedback_campaigns_account_id_campaign_id" foreign key (account_id, campaign_id) references app.campaigns (account_id, id) on delete cascade
        );
        create unique index "IX_feedback_account_id_campaign_id_seq_kind" on app.feedback (account_id, campaign_id, seq, kind);

        create table app.feedback_programmes (
            id uuid not null,
            name text not null,
            url text not null,
            covers text[] not null,
            dkim_domains text[] not null,
            networks text[] not null,
            state text not null,
            since timestamptz not null,
            last_report_at timestamptz,
            constraint "PK_feedback_programmes" primary key (id)
        );
        insert into app.feedback_programmes (id, name, url, covers, dkim_domains, networks, state, since)
        select gen_random_uuid(), name, url, string_to_array(covers, ' '), string_to_array(signed, ' '), '{}', 'NotJoined', now()
        from (values
            ('Yahoo Complaint Feedback Loop', 'https://senders.yahooinc.com/complaint-feedback-loop/',
                'yahoo.com ymail.com rocketmail.com myyahoo.com aol.com aim.com netscape.net verizon.net yahoo.ca yahoo.co.uk yahoo.ie yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.gr yahoo.se yahoo.ro yahoo.pl yahoo.com.br yahoo.com.ar yahoo.com.mx yahoo.com.au yahoo.co.nz yahoo.co.in yahoo.in yahoo.co.id yahoo.com.ph yahoo.com.sg yahoo.com.tw yahoo.com.hk yahoo.com.vn yahoo.co.za',
                'arf.mail.yahoo.com'),
            ('Outlook.com Junk Mail Reporting Program', 'https://sendersupport.olc.protection.outlook.com/snds/',
                'outlook.com hotmail.com live.com msn.com passport.com windowslive.com outlook.fr outlook.de outlook.it outlook.es outlook.pt outlook.dk outlook.com.br outlook.com.au hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es hotmail.be hotmail.nl hotmail.se hotmail.no hotmail.dk hotmail.com.br hotmail.com.ar live.co.uk live.fr live.de live.it live.nl live.be live.se live.no live.dk live.ca live.com.au live.com.mx',
                'hotmail.com'),
            ('Comcast', 'https://fbl.validity.com/', 'comcast.net', ''),
            ('Cox', 'https://fbl.validity.com/', 'cox.net', ''),
            ('Fastmail', 'https://fbl.validity.com/', 'fastmail.com fastmail.fm', ''),
            ('Mail.ru', 'https://postmaster.mail.ru/', 'mail.ru inbox.ru list.ru bk.ru internet.ru', ''),
            ('Yandex', 'https://postoffice.yandex.com/', 'yandex.ru yandex.com ya.ru yandex.by yandex.kz', ''),
            ('La Poste', 'https://postmaster.laposte.net/', 'laposte.net', ''),
            ('Signal Spam (Orange, SFR, Free)', 'https://www.signal-spam.fr/', 'orange.fr wanadoo.fr sfr.fr neuf.fr free.fr', ''),
            ('Libero and Virgilio', 'https://fbl.validity.com/', 'libero.it virgilio.it inwind.it iol.it blu.it giallo.it', ''),
            ('Seznam.cz', 'https://fbl.seznam.cz/', 'seznam.cz email.cz post.cz spoluzaci.cz', ''),
            ('UOL and BOL', 'https://fbl.validity.com/', 'uol.com.br bol.com.br', '')
        ) as known (name, url, covers, signed);

        create table app.mx_counts (
            day date not null,
            programme_id uuid not null,
            kind text not null,
            result text not null,
            count bigint not null,
            last_at timestamptz not null,
            last_peer text not null,
            last_detail text not null,
            constraint "PK_mx_counts" primary key (day, programme_id, kind, result)
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop table app.mx_counts, app.feedback_programmes, app.feedback;");
}
