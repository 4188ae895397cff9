using System.Text;
using Moderation.Accounts;

namespace Moderation.Web.Intake.Importing;

/// <summary>The whole file cannot be used; the message is a sentence for people.</summary>
internal sealed class ContactFileException(string message) : FormatException(message);

/// <summary>What is seen in the first rows of a file: its delimiter, whose export it is, and what each column holds.</summary>
/// <param name="Delimiter">Comma, semicolon, tab or bar.</param>
/// <param name="Provider">Empty when none is recognised.</param>
/// <param name="Columns">In the order of the file.</param>
/// <param name="Samples">The first rows.</param>
internal sealed record Recognition(char Delimiter, string Provider, IReadOnlyList<ImportColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Samples)
{
    /// <summary>Bytes of the beginning that are looked at.</summary>
    public const int Head = 256 * 1024;

    private const int Rows = 20;
    private const int LongestHeading = 200;

    private static readonly (ColumnUse Use, string[] Names)[] Usual =
    [
        (ColumnUse.Email, ["email", "emailaddress", "mail", "mailaddress", "emailadresse", "adresemail", "courriel", "correo", "correoelectronico", "indirizzoemail", "emailadres", "epost", "address"]),
        (ColumnUse.FirstName, ["firstname", "first", "fname", "givenname", "forename", "imię", "imie", "prénom", "prenom", "vorname", "nombre", "nome", "voornaam"]),
        (ColumnUse.LastName, ["lastname", "last", "lname", "surname", "familyname", "nazwisko", "nom", "nachname", "apellido", "apellidos", "cognome", "achternaam"]),
        (ColumnUse.FullName, ["name", "fullname", "displayname", "contactname", "imięinazwisko", "imieinazwisko"]),
        (ColumnUse.ConsentAt, ["optedinat", "optedin", "optinat", "optindate", "optintime", "optin", "consentat", "consentdate", "consenttime", "consent", "confirmtime", "confirmedat", "subscribedat", "subscribed", "subscriptiondate", "zgoda", "datazgody", "signupdate", "signedupat", "agreedon"]),
        (ColumnUse.ConsentIp, ["optinip", "consentip", "confirmip", "signupip", "ipaddress", "ip", "agreedfromip", "adresip"]),
        (ColumnUse.Source, ["source", "optinsource", "consentsource", "signupsource", "form", "agreedwhere", "źródło", "zrodlo", "quelle", "origen", "fonte"]),
    ];

    private static readonly (ColumnUse Use, string[] Names)[] Exits =
    [
        (ColumnUse.Status, ["status", "subscriberstatus", "subscriptionstatus", "emailstatus", "contactstatus", "consentstatus", "stan", "statut", "estado"]),
        (ColumnUse.OptedOut, ["unsubscribed", "unsubscribedat", "unsubscribedon", "unsubscribetime", "unsubscribedate", "optedout", "optout", "optedoutat", "optoutdate", "optouttime", "blacklisted", "blocklisted", "blacklist", "blocklist", "suppressed", "donotemail", "donotmail", "wypisany", "datawypisu", "abgemeldet"]),
        (ColumnUse.Bounced, ["bounced", "bouncedat", "hardbounce", "hardbounced", "hardbounces", "bouncedate", "cleaned", "cleanedat"]),
        (ColumnUse.Complained, ["complained", "complainedat", "complaint", "spamcomplaint", "spamreport", "markedasspam"]),
    ];

    /// <param name="head">UTF-8; the beginning of the file, or all of it.</param>
    /// <param name="isAll">Whether it is all.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ContactFileException">There are no columns, or no rows.</exception>
    public static async Task<Recognition> OfAsync(ReadOnlyMemory<byte> head, bool isAll, CancellationToken ct)
    {
        if (head.IsEmpty)
        {
            throw new ContactFileException("The file is empty.");
        }

        var candidates = new List<(char Delimiter, List<IReadOnlyList<string>> Records)>();
        foreach (var delimiter in (char[])[',', ';', '\t', '|'])
        {
            candidates.Add((delimiter, await RecordsAsync(head, delimiter, ct)));
        }

        var (best, records) = candidates.MaxBy(candidate => Score(candidate.Records));
        if (records.Count == 0)
        {
            throw new ContactFileException("The file is empty.");
        }

        var heading = records[0];
        if (heading.Any(name => name.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ContactFileException("This is no text file. Save the sheet as CSV (comma-separated values) and upload that file.");
        }

        if (heading.Count > CsvReader.MostFields)
        {
            throw new ContactFileException($"The first line names {heading.Count:N0} columns; at most {CsvReader.MostFields} can be read. Leave some out.");
        }

        if (heading.Any(name => EmailAddress.TryParse(name.Trim(), out _)))
        {
            throw new ContactFileException($"The first line must name the columns, such as \"email,first name\". It reads: {Shorten(string.Join(", ", heading))}");
        }

        if (records.Count == 1 && isAll)
        {
            throw new ContactFileException("The file has a heading and no rows below it.");
        }

        var samples = records.Skip(1).ToList();
        var names = heading.Select(Simplify).ToList();
        var provider = Importing.Provider.Of(names);
        return new Recognition(best, provider?.Name ?? "", ColumnsOf([.. heading.Select((name, i) => Heading(name, i))], names, provider, samples), samples);
    }

    /// <summary>"E-mail Address", "e_mail address" and "EMAILADDRESS" are one name.</summary>
    public static string Simplify(string name) => string.Concat(name.Where(char.IsLetter)).ToLowerInvariant();

    private static List<ImportColumn> ColumnsOf(string[] headings, List<string> names, Provider? provider, List<IReadOnlyList<string>> samples)
    {
        var uses = new ColumnUse?[names.Count];
        for (var i = 0; i < uses.Length; i++)
        {
            uses[i] = provider?.Uses.TryGetValue(names[i], out var known) == true ? known : null;
        }

        foreach (var (use, usual) in Usual)
        {
            var at = usual.Select(name => names.IndexOf(name)).FirstOrDefault(found => found >= 0 && uses[found] is null, -1);
            if (at >= 0 && !uses.Contains(use) && !(use == ColumnUse.FullName && uses.Contains(ColumnUse.FirstName)))
            {
                uses[at] = use;
            }
        }

        for (var i = 0; i < uses.Length; i++)
        {
            uses[i] ??= Exits.Where(exit => exit.Names.Contains(names[i], StringComparer.Ordinal) || (exit.Use == ColumnUse.OptedOut && names[i].StartsWith("optedoutofemail", StringComparison.Ordinal))).Select(exit => (ColumnUse?)exit.Use).FirstOrDefault();
            // A "status" may be anything: gold, silver, VIP.
            if (uses[i] == ColumnUse.Status && samples.Count(row => i < row.Count && StatusWords.Of(row[i]) == RowStatus.Unknown) * 2 > samples.Count)
            {
                uses[i] = ColumnUse.Attribute;
            }
        }

        if (!uses.Contains(ColumnUse.Email))
        {
            var at = Enumerable.Range(0, uses.Length).FirstOrDefault(i => samples.Count > 0 && samples.Count(row => i < row.Count && EmailAddress.TryParse(row[i].Trim(), out _)) * 2 > samples.Count, -1);
            if (at >= 0)
            {
                uses[at] = ColumnUse.Email;
            }
        }

        Once(uses);
        var attributes = uses.Count(use => use == ColumnUse.Attribute);
        return [.. headings.Select((name, i) => new ImportColumn(name, uses[i] ?? (++attributes <= ImportColumn.MostAttributes ? ColumnUse.Attribute : ColumnUse.Ignore)))];
    }

    // Two columns with one name: the first counts.
    private static void Once(ColumnUse?[] uses)
    {
        for (var i = 0; i < uses.Length; i++)
        {
            if (uses[i] is ColumnUse.Email or ColumnUse.FirstName or ColumnUse.LastName or ColumnUse.FullName or ColumnUse.ConsentAt or ColumnUse.ConsentIp or ColumnUse.Source && Array.IndexOf(uses, uses[i]) < i)
            {
                uses[i] = ColumnUse.Ignore;
            }
        }
    }

    private static string Heading(string name, int i)
    {
        var clean = string.Concat(name.Where(c => !char.IsControl(c))).Trim();
        return clean.Length == 0 ? $"Column {i + 1}" : clean.Length > LongestHeading ? clean[..LongestHeading] : clean;
    }

    // Many columns, and as many in the rows as in the heading.
    private static double Score(List<IReadOnlyList<string>> records) => records.Count == 0 || records[0].Count == 1
        ? 0
        : (records[0].Count * 0.01) + (records.Count == 1 ? 1 : records.Skip(1).Count(row => row.Count == records[0].Count) / (double)(records.Count - 1));

    /// <summary>The heading and the first rows that can be read.</summary>
    public static async Task<List<IReadOnlyList<string>>> RecordsAsync(ReadOnlyMemory<byte> head, char delimiter, CancellationToken ct)
    {
        using var stream = new MemoryStream(head.ToArray(), writable: false);
        var reader = new CsvReader(stream, delimiter);
        var records = new List<IReadOnlyList<string>>();
        while (records.Count <= Rows && await reader.ReadAsync(ct))
        {
            if (reader.Fault == CsvFault.None && !IsBlank(reader) && !(records.Count == 0 && IsHint(reader)))
            {
                records.Add([.. Enumerable.Range(0, reader.Count).Select(i => Encoding.UTF8.GetString(reader[i]))]);
            }
            else if (reader.Fault == CsvFault.TooLong && records.Count == 0)
            {
                throw new ContactFileException($"The first line must name the columns. It is longer than {CsvReader.LongestRecord / 1024} KB.");
            }
        }

        return records;
    }

    /// <summary>Nothing but delimiters and spaces.</summary>
    public static bool IsBlank(CsvReader reader)
    {
        for (var i = 0; i < reader.Count; i++)
        {
            if (!reader[i].Trim(" \t"u8).IsEmpty)
            {
                return false;
            }
        }

        return reader.Fault == CsvFault.None;
    }

    /// <summary>"sep=;", which spreadsheets write before the heading.</summary>
    public static bool IsHint(CsvReader reader) => reader.Line == 1 && reader.Raw is [(byte)'s', (byte)'e', (byte)'p', (byte)'=', _];

    private static string Shorten(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
