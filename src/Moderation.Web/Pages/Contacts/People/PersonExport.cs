using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Moderation.Web.Pages.Contacts.People;

/// <summary>A person's record as a file: JSON for programs, CSV for people with a spreadsheet.</summary>
internal static class PersonExport
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Json(PersonRecord person) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            controller = person.Account,
            contact = new
            {
                person.Contact.Email,
                person.Contact.FirstName,
                person.Contact.LastName,
                person.Contact.OptedInAt,
                person.Contact.Source,
                person.Attributes,
                person.Contact.CreatedAt,
            },
            lists = person.Lists.Select(list => list.Name),
            neverMailed = person.Suppression is { } s ? new { reason = s.Reason.ToString(), s.At, s.Evidence, campaign = person.Subject(s.CampaignId) } : null,
            optOuts = person.OptOuts.Select(o => new { o.What, o.At, o.Evidence, campaign = person.Subject(o.CampaignId) }),
            consents = person.Consents.Select(c => new
            {
                step = c.Step.ToString(),
                method = c.Method.ToString(),
                c.At,
                c.Controller,
                c.Purpose,
                c.FormUrl,
                textShown = c.TextHash is { } hash ? person.Texts.GetValueOrDefault(hash) : null,
                c.TextHash,
                c.PrivacyVersion,
                c.Ip,
                c.UserAgent,
                c.ConfirmationSentAt,
                c.ConfirmedAt,
                c.Note,
                campaign = person.Subject(c.CampaignId),
            }),
            formRequests = person.Requests.Select(r => new { r.Email, r.At, r.PageUrl, r.SentAt, r.ConfirmedAt }),
            mailings = person.Mailings.Select(m => new { m.Subject, m.At, outcome = PersonWords.Outcome(m) }),
        },
        Readable);

    public static byte[] Csv(PersonRecord person)
    {
        var csv = new StringBuilder("what,when (UTC),value,detail\r\n");
        void Line(string what, DateTimeOffset? at, string value, string? detail) =>
            csv.Append(Cell(what)).Append(',').Append(at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss")).Append(',').Append(Cell(value)).Append(',').Append(Cell(detail ?? "")).Append("\r\n");

        var contact = person.Contact;
        Line("address", contact.CreatedAt, contact.Email, $"held by {person.Account}");
        Line("name", null, $"{contact.FirstName} {contact.LastName}".Trim(), null);
        Line("source", contact.OptedInAt, contact.Source, null);
        foreach (var (attribute, value) in person.Attributes)
        {
            Line("attribute", null, attribute, value.ToString());
        }

        foreach (var list in person.Lists)
        {
            Line("list", null, list.Name, null);
        }

        if (person.Suppression is { } suppression)
        {
            Line("never mailed", suppression.At, PersonWords.Of(suppression.Reason).Label, suppression.Evidence);
        }

        foreach (var optOut in person.OptOuts)
        {
            Line("opt-out", optOut.At, optOut.What, optOut.Evidence);
        }

        foreach (var c in person.Consents)
        {
            Line("consent", c.At, $"{PersonWords.Of(c.Step)}: {c.Purpose}", string.Join("; ", new[] { PersonWords.Of(c.Method), c.FormUrl, c.Ip, c.UserAgent, c.Note, c.TextHash is { } hash ? person.Texts.GetValueOrDefault(hash) : null }.OfType<string>()));
        }

        foreach (var mailing in person.Mailings)
        {
            Line("mailing", mailing.At, mailing.Subject, PersonWords.Outcome(mailing));
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv.ToString())];
    }

    // CSV injection: a cell that starts like a formula is run by spreadsheets; an apostrophe makes it text.
    private static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
        {
            text = "'" + text;
        }

        return '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}
