using System.Collections.Frozen;

namespace Moderation.Web.Intake.Importing;

/// <summary>The exports of other services, known by the names of their columns (letters only, lower case).</summary>
/// <param name="Name">Of the service.</param>
/// <param name="All">Names that every export of it has.</param>
/// <param name="Some">Names of which it has several.</param>
/// <param name="Several">How many.</param>
/// <param name="Uses">What its own columns mean; others are found by the usual names.</param>
internal sealed record Provider(string Name, string[] All, string[] Some, int Several, FrozenDictionary<string, ColumnUse> Uses)
{
    // The more particular ones first.
    private static readonly Provider[] Known =
    [
        new("Mailchimp", ["emailaddress"], ["memberrating", "leid", "euid", "optintime", "confirmtime", "lastchanged", "optinip", "confirmip", "unsubtime", "cleantime"], 3, Map(
            (ColumnUse.Email, "emailaddress"), (ColumnUse.ConsentAt, "confirmtime"), (ColumnUse.ConsentIp, "confirmip"), (ColumnUse.OptedOut, "unsubtime"), (ColumnUse.Bounced, "cleantime"),
            (ColumnUse.Attribute, "timezone cc region tags address"),
            (ColumnUse.Ignore, "memberrating optintime optinip latitude longitude gmtoff dstoff lastchanged leid euid notes unsubcampaigntitle unsubcampaignid unsubreason unsubreasonother cleancampaigntitle cleancampaignid"))),
        new("Klaviyo", ["email"], ["klaviyoid", "emailmarketingconsent", "emailmarketingconsenttimestamp", "emailsuppressions", "smsmarketingconsent", "profilecreatedon", "lastopen", "lastclick", "initialsource"], 2, Map(
            (ColumnUse.Status, "emailmarketingconsent emailsuppressions"), (ColumnUse.ConsentAt, "emailmarketingconsenttimestamp"), (ColumnUse.Source, "source initialsource"),
            (ColumnUse.Ignore, "klaviyoid latitude longitude smsmarketingconsent smsmarketingconsenttimestamp profilecreatedon dateadded lastopen lastclick ipaddress"))),
        new("HubSpot", ["recordid", "email"], ["createdate", "leadstatus", "marketingcontactstatus", "contactowner", "lifecyclestage", "unsubscribedfromallemail", "emailhardbouncereason", "associatedcompany", "lastactivitydate"], 2, Map(
            (ColumnUse.OptedOut, "unsubscribedfromallemail"), (ColumnUse.Bounced, "emailhardbouncereason"), (ColumnUse.Ignore, "recordid createdate lastactivitydate contactowner associatedcompanyids marketingcontactstatus"),
            (ColumnUse.Attribute, "leadstatus lifecyclestage associatedcompany"))),
        new("ActiveCampaign", ["email", "contactid"], ["customeraccount", "account", "organization", "datecreated", "ipaddress", "tags", "status", "subscriptiondate", "unsubscriptiondate", "score", "listname"], 3, Map(
            (ColumnUse.Status, "status"), (ColumnUse.ConsentAt, "subscriptiondate subscribedate"), (ColumnUse.OptedOut, "unsubscriptiondate unsubscribedate"), (ColumnUse.ConsentIp, "ipaddress"),
            (ColumnUse.Ignore, "contactid datecreated score listname"))),
        new("listmonk", ["uuid", "email", "name"], ["attributes", "status", "createdat", "updatedat"], 2, Map(
            (ColumnUse.FullName, "name"), (ColumnUse.Status, "status subscriptionstatus"), (ColumnUse.Attribute, "attributes"), (ColumnUse.Ignore, "uuid createdat updatedat"))),
        new("Kit", ["firstname", "createdat"], ["state", "status", "tags", "subscriberid", "confirmedat", "referrer", "formname"], 2, Map(
            (ColumnUse.Status, "state status"), (ColumnUse.ConsentAt, "confirmedat"), (ColumnUse.Ignore, "id subscriberid createdat"), (ColumnUse.Source, "referrer formname"))),
        new("Brevo", ["email"], ["contactid", "addedtime", "modifiedtime", "sms", "blacklist", "blacklisted", "emailblacklisted", "smsblacklisted", "doubleoptin", "extid", "landlinenumber", "whatsapp"], 3, Map(
            (ColumnUse.OptedOut, "emailblacklisted blacklist blacklisted unsubscribed"), (ColumnUse.FirstName, "firstname prenom prénom vorname"), (ColumnUse.LastName, "lastname nom nachname"), (ColumnUse.ConsentAt, "optintime optindate"),
            (ColumnUse.Ignore, "contactid addedtime modifiedtime extid smsblacklisted doubleoptin optin"))),
    ];

    /// <param name="names">Simplified.</param>
    public static Provider? Of(IReadOnlyCollection<string> names) => Array.Find(Known, provider =>
        provider.All.All(names.Contains) && provider.Some.Count(names.Contains) >= provider.Several);

    private static FrozenDictionary<string, ColumnUse> Map(params (ColumnUse Use, string Names)[] uses) =>
        uses.SelectMany(use => use.Names.Split(' ').Select(name => KeyValuePair.Create(name, use.Use))).ToFrozenDictionary();
}
