using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;

namespace Moderation.Web.Intake.Importing;

/// <summary>The contacts of a list with their evidence and attributes, as a file that can be imported again. Read row by row, however many there are.</summary>
internal static class ListExport
{
    // More than one file can bring; what several files brought may be more.
    private const int MostAttributes = 200;

    public static async Task WriteAsync(ModerationDb db, Guid list, CsvRows csv, CancellationToken ct)
    {
        var attributes = await db.Database.SqlQuery<string>(
            $"""
            select distinct k as "Value"
            from app.list_members m
            join app.contacts c on c.account_id = m.account_id and c.id = m.contact_id
            cross join lateral jsonb_object_keys(c.attributes) k
            where m.account_id = {db.Current.AccountId} and m.list_id = {list}
            order by 1 limit {MostAttributes}
            """).ToListAsync(ct);
        await csv.WriteAsync(["email", "first name", "last name", "status", "opted in at", "source", .. attributes], ct);
        var contacts =
            from member in db.ListMemberships
            where member.ListId == list
            join contact in db.Contacts on new { member.AccountId, Id = member.ContactId } equals new { contact.AccountId, contact.Id }
            orderby contact.EmailKey
            select new
            {
                contact.Email,
                contact.FirstName,
                contact.LastName,
                contact.OptedInAt,
                contact.Source,
                contact.Attributes,
                Suppressed = db.Suppressions.Where(s => s.AccountId == contact.AccountId && s.EmailKey == contact.EmailKey).Select(s => (SuppressionReason?)s.Reason).FirstOrDefault(),
            };
        await foreach (var contact in contacts.AsAsyncEnumerable().WithCancellation(ct))
        {
            await csv.WriteAsync(
                [
                    contact.Email, contact.FirstName, contact.LastName, Status(contact.Suppressed, contact.OptedInAt), contact.OptedInAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss") ?? "", contact.Source,
                    .. Values(contact.Attributes, attributes),
                ],
                ct);
        }
    }

    // In the words that an import understands.
    private static string Status(SuppressionReason? reason, DateTimeOffset? optedInAt) => reason switch
    {
        SuppressionReason.OptOut => "unsubscribed",
        SuppressionReason.HardBounce => "bounced",
        SuppressionReason.Complaint => "complained",
        SuppressionReason.Manual => "taken out",
        _ => optedInAt is null ? "" : "subscribed",
    };

    private static IEnumerable<string> Values(string json, List<string> names)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var values = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
        return names.Select(name => values.TryGetValue(name, out var value) ? value.ToString() : "");
    }
}
