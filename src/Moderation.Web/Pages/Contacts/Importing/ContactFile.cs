using System.Text;
using CsvHelper;
using Moderation.Accounts;

namespace Moderation.Web.Pages.Contacts.Importing;

/// <summary>A row that may be imported.</summary>
internal sealed record ContactRow(int Line, string Row, EmailAddress Email, string FirstName, string LastName, DateTimeOffset? OptedInAt, string Source);

/// <summary>A row that is not imported, with a sentence that says why.</summary>
internal sealed record RefusedRow(int Line, string Row, string Reason);

/// <summary>The whole file cannot be used; the message is a sentence for people.</summary>
internal sealed class ContactFileException(string message) : FormatException(message);

/// <summary>Reads a CSV file of contacts row by row: comma, semicolon or tab, UTF-8, UTF-16 or Western, quotes as in RFC 4180.</summary>
internal static class ContactFile
{
    public const long MaxBytes = 64 * 1024 * 1024;
    public const int MaxRows = 1_000_000;
    private const int LongestName = 100;
    private const int LongestRecord = 64 * 1024;

    private static readonly CsvReaderOptions Options = new()
    {
        TrackLineNumbers = true,
        SkipEmptyLines = true,
        DetectSeparatorHint = true,
        IncludeValuesInExceptions = false,
        OnMalformedRecord = record =>
        {
            if (record.Reason == CsvMalformedReason.UnterminatedQuote)
            {
                throw Unreadable(record.LineNumber);
            }
        },
    };

    /// <param name="bytes">The file.</param>
    /// <param name="optedInAt">When the people agreed, for rows that do not say it themselves; null when nobody said.</param>
    /// <param name="source">Where they come from, for rows that do not say it themselves.</param>
    /// <param name="now">For dates that lie in the future.</param>
    /// <exception cref="ContactFileException">The file as a whole cannot be used.</exception>
    public static (List<ContactRow> Rows, List<RefusedRow> Refused) Read(byte[] bytes, DateTimeOffset? optedInAt, string source, DateTimeOffset now)
    {
        var text = Decode(bytes);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ContactFileException("This is no text file. Save the sheet as CSV (comma-separated values) and upload that file.");
        }

        using var csv = CsvReader.FromText(text, Options);
        return ReadRows(csv, optedInAt, source, now);
    }

    private static (List<ContactRow> Rows, List<RefusedRow> Refused) ReadRows(CsvReader csv, DateTimeOffset? optedInAt, string source, DateTimeOffset now)
    {
        var columns = ReadHeader(csv);
        var rows = new List<ContactRow>();
        var refused = new List<RefusedRow>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (csv.Read())
        {
            var line = (int)csv.LineNumber;
            if (csv.RawRecord.Length > LongestRecord)
            {
                throw Unreadable(line);
            }

            var raw = Shorten(Encoding.UTF8.GetString(csv.RawRecord));
            var (row, reason) = Check(csv, columns, line, raw, optedInAt, source, now);
            if (row is { Email: var email } && !lines.TryAdd(email.Key, line))
            {
                (row, reason) = (null, $"The address {email} stands on line {lines[email.Key]:N0} already.");
            }

            if (row is not null)
            {
                rows.Add(row);
            }
            else
            {
                refused.Add(new RefusedRow(line, raw, reason!));
            }

            if (rows.Count + refused.Count > MaxRows)
            {
                throw new ContactFileException($"The file has more than {MaxRows:N0} rows. Split it and upload the parts one after the other.");
            }
        }

        return rows.Count + refused.Count == 0 ? throw new ContactFileException("The file has a heading and no rows below it.") : (rows, refused);
    }

    private static ContactColumns ReadHeader(CsvReader csv)
    {
        var header = csv.Headers.Select(name => name ?? "").ToArray();
        return header.Length == 0
            ? throw new ContactFileException("The file is empty.")
            : ContactColumns.Find(header) ?? throw new ContactFileException($"The first line must name the columns, and one of them must be called \"email\". It reads: {Shorten(string.Join(", ", header))}");
    }

    private static (ContactRow? Row, string? Reason) Check(CsvReader csv, ContactColumns columns, int line, string raw, DateTimeOffset? optedInAt, string source, DateTimeOffset now)
    {
        var address = Field(csv, columns.Email);
        if (address.Length == 0)
        {
            return (null, "There is no address in this row.");
        }

        if (!EmailAddress.TryParse(address, out var email))
        {
            return (null, $"'{Shorten(address)}' is no e-mail address.{(ComposedText.IsComposed(address) ? "" : " " + ComposedText.Sentence)}");
        }

        var first = Field(csv, columns.FirstName);
        var last = Field(csv, columns.LastName);
        if (NameRefusal("first", first) is { } wrongFirst)
        {
            return (null, wrongFirst);
        }

        if (NameRefusal("last", last) is { } wrongLast)
        {
            return (null, wrongLast);
        }

        var (agreed, refusal) = Consent(Field(csv, columns.OptedIn), optedInAt, now);
        var from = Field(csv, columns.Source);
        return refusal is null
            ? (new ContactRow(line, raw, email, first, last, agreed, Shorten(from.Length > 0 ? from : source)), null)
            : (null, refusal);
    }

    private static (DateTimeOffset? At, string? Refusal) Consent(string text, DateTimeOffset? fallback, DateTimeOffset now) => text.ToLowerInvariant() switch
    {
        // "yes" says that, not when: what the form says counts.
        "" or "yes" or "y" or "true" or "1" or "x" or "tak" or "ja" or "oui" or "si" or "subscribed" => (fallback, null),
        "no" or "n" or "false" or "0" or "nie" or "nein" or "non" or "unsubscribed" => (null, "The file says that this person did not agree."),
        _ => ConsentDate.Read(text, now),
    };

    // A name is put into the mail of somebody else's campaign: an address or a pitch in it is an attack, a line break breaks the row.
    private static string? NameRefusal(string which, string name)
    {
        if (name.Length > LongestName)
        {
            return $"The {which} name is longer than {LongestName} characters.";
        }

        if (name.Any(char.IsControl))
        {
            return $"The {which} name holds a line break or another invisible character.";
        }

        return name.Contains("://", StringComparison.Ordinal) || name.Contains('@', StringComparison.Ordinal) || name.Contains("www.", StringComparison.OrdinalIgnoreCase) || name.Contains("{{", StringComparison.Ordinal)
            ? $"The {which} name holds an address or a placeholder."
            : null;
    }

    // Such a mark swallows the rows below it.
    private static ContactFileException Unreadable(long line) =>
        new($"Line {line:N0} cannot be read: a quotation mark opens there and is never closed. Mend that line, then upload the file again.");

    private static string Field(CsvReader csv, int? column) => column is { } at && at < csv.FieldCount ? (csv.GetString(at) ?? "").Trim() : "";

    private static string Decode(byte[] bytes)
    {
        try
        {
            using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            // What spreadsheets of the western world still write.
            return Encoding.Latin1.GetString(bytes);
        }
    }

    private static string Shorten(string text) => text.Length <= 500 ? text : text[..500] + "…";
}
