using Moderation.Web.Intake.Importing;

namespace Moderation.Web.Tests.Intake.Importing;

/// <summary>The head of an export of each service, with one contact who may be mailed and others who may not.</summary>
internal static class ExportSamples
{
    public static readonly IReadOnlyList<(string Provider, string File, ColumnUse[] Uses, int Mailable, int NotMailable)> All =
    [
        ("Mailchimp",
            "Email Address,First Name,Last Name,Address,Phone Number,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n" +
            "ada@lighthouse.example,Ada,Lindqvist,\"1 Pier Road  Falmouth  TR11\",,4,,,2025-03-01 08:15:00,192.0.2.7,50.1,-5.0,0,1,Europe/London,GB,ENG,2026-01-02 10:00:00,123456789,0a1b2c3d4e,,\"\"\"Autumn\"\",\"\"Sailing\"\"\"\n",
            [ColumnUse.Email, ColumnUse.FirstName, ColumnUse.LastName, ColumnUse.ConsentAt, ColumnUse.ConsentIp], 1, 0),
        ("Mailchimp",
            "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER,LEID,EUID,NOTES\n" +
            "bob@lighthouse.example,Bob,Ek,2,,,2024-02-01 08:15:00,192.0.2.8,2025-05-06 07:08:09,Spring,abc123,NORMAL,,123456790,0a1b2c3d4f,\n",
            [ColumnUse.Email, ColumnUse.OptedOut], 0, 1),
        ("Mailchimp",
            "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,LEID,EUID,NOTES\n" +
            "cia@lighthouse.example,Cia,Ek,1,,,2024-02-01 08:15:00,192.0.2.8,2025-05-06 07:08:09,Spring,abc123,123456791,0a1b2c3d50,\n",
            [ColumnUse.Email, ColumnUse.Bounced], 0, 1),
        ("Brevo",
            "CONTACT ID;EMAIL;LASTNAME;FIRSTNAME;SMS;LANDLINE_NUMBER;EMAIL_BLACKLISTED;SMS_BLACKLISTED;OPTIN_TIME;ADDED_TIME;MODIFIED_TIME\r\n" +
            "1;ada@lighthouse.example;Lindqvist;Ada;;;No;No;2025-03-01 08:15:00;01-03-2025 08:15:00;02-01-2026 10:00:00\r\n2;bob@lighthouse.example;Ek;Bob;;;Yes;No;;01-03-2025 08:15:00;02-01-2026 10:00:00\r\n",
            [ColumnUse.Email, ColumnUse.FirstName, ColumnUse.LastName, ColumnUse.OptedOut, ColumnUse.ConsentAt], 1, 1),
        ("ActiveCampaign",
            "Contact ID,Email,First Name,Last Name,Phone,Customer Account,Tags,Date Created,IP Address,Status,Subscription Date,Unsubscription Date\n" +
            "11,ada@lighthouse.example,Ada,Lindqvist,,,sailing,2025-03-01 08:15:00,192.0.2.7,Active,2025-03-01 08:15:00,\n12,bob@lighthouse.example,Bob,Ek,,,,2025-03-01 08:15:00,,Unsubscribed,2025-03-01 08:15:00,2025-04-01 00:00:00\n" +
            "13,cia@lighthouse.example,Cia,Ek,,,,2025-03-01 08:15:00,,Bounced,2025-03-01 08:15:00,\n14,dan@lighthouse.example,Dan,Ek,,,,2025-03-01 08:15:00,,Unconfirmed,,\n",
            [ColumnUse.Email, ColumnUse.FirstName, ColumnUse.LastName, ColumnUse.Status, ColumnUse.ConsentAt, ColumnUse.ConsentIp, ColumnUse.OptedOut], 1, 3),
        ("Kit",
            "id,first_name,email,state,created_at,confirmed_at,tags,referrer\n" +
            "5,Ada,ada@lighthouse.example,active,2025-03-01 08:15:00 UTC,2025-03-01 08:16:00 UTC,sailing,Web form\n6,Bob,bob@lighthouse.example,cancelled,2025-03-01 08:15:00 UTC,,,\n7,Cia,cia@lighthouse.example,complained,2025-03-01 08:15:00 UTC,,,\n8,Dan,dan@lighthouse.example,inactive,2025-03-01 08:15:00 UTC,,,\n",
            [ColumnUse.Email, ColumnUse.FirstName, ColumnUse.Status, ColumnUse.ConsentAt], 1, 3),
        ("HubSpot",
            "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Marketing contact status,Create Date,Unsubscribed from all email,Email hard bounce reason,Associated Company\n" +
            "101,Ada,Lindqvist,ada@lighthouse.example,,,Open,Marketing contact,2025-03-01 08:15,FALSE,,Pier Ltd\n102,Bob,Ek,bob@lighthouse.example,,,,Marketing contact,2025-03-01 08:15,TRUE,,\n103,Cia,Ek,cia@lighthouse.example,,,,Marketing contact,2025-03-01 08:15,FALSE,UNKNOWN_USER,\n",
            [ColumnUse.Email, ColumnUse.FirstName, ColumnUse.LastName, ColumnUse.OptedOut, ColumnUse.Bounced], 1, 2),
        ("Klaviyo",
            "Email,Klaviyo ID,First Name,Last Name,Organization,Title,Phone Number,City,Country,Source,Email Marketing Consent,Email Marketing Consent Timestamp,Email Suppressions,Profile Created On,Date Added\n" +
            "ada@lighthouse.example,01ABC,Ada,Lindqvist,,,,Falmouth,United Kingdom,Web form,SUBSCRIBED,2025-03-01 08:15:00+00:00,[],2025-03-01,2025-03-01\nbob@lighthouse.example,01ABD,Bob,Ek,,,,,,,UNSUBSCRIBED,,[],2025-03-01,2025-03-01\n" +
            "cia@lighthouse.example,01ABE,Cia,Ek,,,,,,,NEVER_SUBSCRIBED,,[],2025-03-01,2025-03-01\ndan@lighthouse.example,01ABF,Dan,Ek,,,,,,,SUBSCRIBED,2025-03-01 08:15:00+00:00,['HARD_BOUNCE'],2025-03-01,2025-03-01\n",
            [ColumnUse.Email, ColumnUse.FirstName, ColumnUse.LastName, ColumnUse.Status, ColumnUse.Source, ColumnUse.ConsentAt], 1, 3),
        ("listmonk",
            "uuid,email,name,attributes,status,created_at,updated_at\n" +
            "5e91dda1-1c16-467d-9bf9-2a21bf22ae21,ada@lighthouse.example,Ada Lindqvist,\"{\"\"city\"\": \"\"Falmouth\"\"}\",enabled,2025-03-01T08:15:00Z,2025-03-01T08:15:00Z\n" +
            "5e91dda1-1c16-467d-9bf9-2a21bf22ae22,bob@lighthouse.example,Bob Ek,{},blocklisted,2025-03-01T08:15:00Z,2025-03-01T08:15:00Z\n",
            [ColumnUse.Email, ColumnUse.FullName, ColumnUse.Status], 1, 1),
        ("", "Imię\tNazwisko\tAdres email\tData zgody\tŹródło\nAda\tLindqvist\tada@lighthouse.example\t1.3.2025\tWeb form", [ColumnUse.Email, ColumnUse.FirstName, ColumnUse.LastName, ColumnUse.ConsentAt, ColumnUse.Source], 1, 0),
        ("", "sep=;\r\nwer;post\r\nx;ada@lighthouse.example\r\ny;bob@lighthouse.example\r\n", [ColumnUse.Email], 2, 0),
    ];
}
