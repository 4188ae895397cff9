using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Moderation.Accounts;
using Moderation.Contacts;

namespace Moderation.Web.Intake.Importing;

/// <summary>What is the same for all rows of a file.</summary>
/// <param name="FileName">Stands in the evidence of opt-outs.</param>
/// <param name="Columns">What each column is.</param>
/// <param name="IsDamaged">Whether U+FFFD stands for a letter that could not be read.</param>
/// <param name="AgreedAt">When the people agreed, for rows that do not say it.</param>
/// <param name="Source">Where they come from, for rows that do not say it.</param>
/// <param name="Now">For dates that lie in the future.</param>
internal sealed record RowRules(string FileName, IReadOnlyList<ImportColumn> Columns, bool IsDamaged, DateTimeOffset? AgreedAt, string Source, DateTimeOffset Now);

/// <summary>
/// Judges the rows of one file, from its first one on, and writes the good ones into batches. It remembers every address, so that
/// each is taken once, whichever rows were decided before a break.
/// </summary>
internal sealed class RowReader : IDisposable
{
    /// <summary>Of a row of a contact; see <see cref="ImportMerge"/>.</summary>
    public const short Columns = 10;

    private const int LongestValue = 255;
    private const int LongestSource = 500;

    private readonly RowRules _rules;
    private readonly Layout _layout;
    private readonly byte[] _source;

    // By a digest: a text for each of a million addresses would take thrice the memory. Negative: an opt-out on that line.
    private readonly Dictionary<UInt128, int> _seen = [];
    private readonly Dictionary<string, (DateTimeOffset?, string?)> _dates = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _json = new(1024);
    private readonly Utf8JsonWriter _jsonWriter;
    private readonly byte[] _email = new byte[CsvReader.LongestRecord];
    private readonly byte[] _key = new byte[CsvReader.LongestRecord];

    public RowReader(RowRules rules)
    {
        _rules = rules;
        _layout = new Layout(rules.Columns);
        _source = Encoding.UTF8.GetBytes(rules.Source);
        _jsonWriter = new Utf8JsonWriter(_json, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>Puts the record that the reader stands on into the batch, as a contact or as a refused row.</summary>
    public void Read(CsvReader csv, ImportBatch batch)
    {
        if (Recognition.IsBlank(csv))
        {
            return;
        }

        batch.Rows++;
        if (Refusal(csv, batch) is { } reason)
        {
            batch.Refuse(csv.Line, csv.Raw, reason);
        }
    }

    public void Dispose() => _jsonWriter.Dispose();

    private string? Refusal(CsvReader csv, ImportBatch batch)
    {
        var raw = csv.Raw;
        if (csv.Fault != CsvFault.None)
        {
            return csv.Fault switch
            {
                CsvFault.Unclosed => "A quotation mark opens on this line and is never closed.",
                CsvFault.Malformed => "Something stands behind a closing quotation mark. Within a field a quotation mark must be doubled.",
                _ => $"This line is longer than {CsvReader.LongestRecord / 1024} KB.",
            };
        }

        if (raw.IndexOf((byte)0) >= 0)
        {
            return "This row holds a NUL byte, which no text has. The file may be damaged.";
        }

        if (_rules.IsDamaged && raw.IndexOf("\uFFFD"u8) >= 0)
        {
            return "A letter in this row cannot be read: the file is written in UTF-8, and this row is not.";
        }

        for (var extra = _rules.Columns.Count; extra < csv.Count; extra++)
        {
            if (extra >= CsvReader.MostFields || !Trim(csv[extra]).IsEmpty)
            {
                return $"This row has {csv.Count:N0} fields, the heading has {_rules.Columns.Count:N0}. A field with a delimiter in it must stand in quotation marks.";
            }
        }

        var address = Trim(csv[_layout.Email]);
        if (address.IsEmpty)
        {
            return "There is no address in this row.";
        }

        if (!TryAddress(address, out var emailLength, out var keyLength))
        {
            var text = Encoding.UTF8.GetString(address[..Math.Min(address.Length, 300)]);
            return $"'{text}' is no e-mail address.{(ComposedText.IsComposed(text) ? "" : " " + ComposedText.Sentence)}";
        }

        var key = _key.AsSpan(0, keyLength);
        var digest = Digest(key);
        if (Exit(csv, key, digest, batch) is { } exit)
        {
            return exit;
        }

        var names = Names(csv, out var first, out var last);
        if (names is not null)
        {
            return names;
        }

        var (agreed, noDate) = Agreed(Trim(csv[_layout.ConsentAt]));
        if (noDate is not null)
        {
            return noDate;
        }

        if (!_seen.TryAdd(digest, csv.Line))
        {
            return $"The address {Encoding.UTF8.GetString(_email.AsSpan(0, emailLength))} stands on line {Math.Abs(_seen[digest]):N0} already.";
        }

        var source = Bounded(Trim(csv[_layout.Source]), LongestSource);
        var rows = batch.Contacts;
        rows.Row(Columns, Guid.CreateVersion7());
        rows.Put(csv.Line);
        rows.Put(_email.AsSpan(0, emailLength));
        rows.PutKey(key);
        rows.Put(first);
        rows.Put(last);
        rows.Put(agreed);
        rows.Put(source.IsEmpty ? _source : source);
        rows.Put(Bounded(Trim(csv[_layout.ConsentIp]), 45));
        rows.PutJson(Attributes(csv, batch));
        batch.Keep(csv.Line, raw);
        return null;
    }

    private bool TryAddress(ReadOnlySpan<byte> text, out int emailLength, out int keyLength)
    {
        (emailLength, keyLength) = (0, 0);
        if (text.Length > 400)
        {
            return false;
        }

        if (AsciiAddress.TryParse(text, _email, _key, out var length) is { } plain)
        {
            (emailLength, keyLength) = (length, length);
            return plain;
        }

        if (!EmailAddress.TryParse(Encoding.UTF8.GetString(text), out var email))
        {
            return false;
        }

        emailLength = Encoding.UTF8.GetBytes(email.ToString(), _email);
        keyLength = Encoding.UTF8.GetBytes(email.Key, _key);
        return true;
    }

    /// <summary>A sentence when the file itself says that this person must not be mailed; what it says is taken over.</summary>
    private string? Exit(CsvReader csv, ReadOnlySpan<byte> key, UInt128 digest, ImportBatch batch)
    {
        foreach (var (column, use) in _layout.Exits)
        {
            var field = Trim(csv[column]);
            if (field.IsEmpty)
            {
                continue;
            }

            var text = Encoding.UTF8.GetString(Bounded(field, 100));
            var status = use switch
            {
                ColumnUse.Status => StatusWords.Of(text),
                _ when !StatusWords.IsYes(text) => RowStatus.Mailable,
                ColumnUse.OptedOut => RowStatus.OptedOut,
                ColumnUse.Bounced => RowStatus.Bounced,
                _ => RowStatus.Complained,
            };
            var name = _rules.Columns[column].Name;
            switch (status)
            {
                case RowStatus.Mailable:
                    continue;
                case RowStatus.NotSubscribed:
                    return $"By the file this person is no subscriber: \"{name}\" says '{text}'.";
                case RowStatus.Unknown:
                    return $"\"{name}\" says '{text}', which is no status that is known here. Write \"subscribed\" or \"unsubscribed\", or use the column as an attribute.";
            }

            // Once a file: two batches of one run must not wait for each other's row.
            if (!_seen.TryGetValue(digest, out var line) || line > 0)
            {
                _seen[digest] = -csv.Line;
                batch.OptOuts.Add(new OptOutRow(Encoding.UTF8.GetString(key), Reason(status), $"{_rules.FileName}, line {csv.Line}: {name} {text}"));
            }

            return status switch
            {
                RowStatus.OptedOut => $"By the file this person opted out (\"{name}\": {text}). The opt-out is taken over: the address is never mailed.",
                RowStatus.Bounced => $"By the file mail to this address came back for good (\"{name}\": {text}). It is never mailed.",
                _ => $"By the file this person complained (\"{name}\": {text}). The address is never mailed.",
            };
        }

        return null;
    }

    private static SuppressionReason Reason(RowStatus status) => status switch
    {
        RowStatus.Bounced => SuppressionReason.HardBounce,
        RowStatus.Complained => SuppressionReason.Complaint,
        _ => SuppressionReason.OptOut,
    };

    private string? Names(CsvReader csv, out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> last)
    {
        first = Trim(csv[_layout.FirstName]);
        last = Trim(csv[_layout.LastName]);
        var full = Trim(csv[_layout.FullName]);
        if (first.IsEmpty && last.IsEmpty && !full.IsEmpty)
        {
            var space = full.IndexOf((byte)' ');
            first = space < 0 ? full : full[..space];
            last = space < 0 ? default : full[space..].Trim((byte)' ');
        }

        return FieldText.NameRefusal("first", first) ?? FieldText.NameRefusal("last", last);
    }

    private (DateTimeOffset? At, string? Refusal) Agreed(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
        {
            return (_rules.AgreedAt, null);
        }

        if (ConsentDate.TryReadPlain(field, _rules.Now, out var plain))
        {
            return (plain, null);
        }

        var text = Encoding.UTF8.GetString(Bounded(field, 100));
        if (!_dates.TryGetValue(text, out var known))
        {
            known = text.ToLowerInvariant() switch
            {
                // "yes" says that, not when: what the form says counts.
                "yes" or "y" or "true" or "1" or "x" or "tak" or "ja" or "oui" or "si" or "subscribed" => (_rules.AgreedAt, null),
                "no" or "n" or "false" or "0" or "nie" or "nein" or "non" or "unsubscribed" => (null, "The file says that this person did not agree."),
                _ => ConsentDate.Read(text, _rules.Now),
            };
            if (_dates.Count < 1000)
            {
                _dates.Add(text, known);
            }
        }

        return known;
    }

    private ReadOnlySpan<byte> Attributes(CsvReader csv, ImportBatch batch)
    {
        if (_layout.Attributes.Count == 0)
        {
            return "{}"u8;
        }

        _json.ResetWrittenCount();
        _jsonWriter.Reset();
        _jsonWriter.WriteStartObject();
        foreach (var (column, name) in _layout.Attributes)
        {
            var value = Trim(csv[column]);
            if (value.IsEmpty)
            {
                continue;
            }

            if (value.Length > LongestValue || FieldText.HasControl(value) || FieldText.HasPitch(value))
            {
                batch.ValuesLeftOut++;
                continue;
            }

            _jsonWriter.WriteString(name, value);
        }

        _jsonWriter.WriteEndObject();
        _jsonWriter.Flush();
        return _json.WrittenSpan;
    }

    private static UInt128 Digest(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    // NO-BREAK SPACE comes from web pages.
    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> field)
    {
        field = field.Trim(" \t\r\n"u8);
        while (field is [0xC2, 0xA0, ..])
        {
            field = field[2..].TrimStart((byte)' ');
        }

        while (field is [.., 0xC2, 0xA0])
        {
            field = field[..^2].TrimEnd((byte)' ');
        }

        return field;
    }

    // At the end of a letter.
    private static ReadOnlySpan<byte> Bounded(ReadOnlySpan<byte> field, int length)
    {
        if (field.Length <= length)
        {
            return field;
        }

        while ((field[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return field[..length];
    }

    /// <summary>Where each use stands; a use that no column has stands behind the last one, where every row is empty.</summary>
    private sealed class Layout
    {
        public Layout(IReadOnlyList<ImportColumn> columns)
        {
            Email = At(ColumnUse.Email);
            FirstName = At(ColumnUse.FirstName);
            LastName = At(ColumnUse.LastName);
            FullName = At(ColumnUse.FullName);
            ConsentAt = At(ColumnUse.ConsentAt);
            ConsentIp = At(ColumnUse.ConsentIp);
            Source = At(ColumnUse.Source);
            Exits = [.. Where(use => use is ColumnUse.Status or ColumnUse.OptedOut or ColumnUse.Bounced or ColumnUse.Complained).Select(i => (i, columns[i].Use))];
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var i in Where(use => use == ColumnUse.Attribute).Take(ImportColumn.MostAttributes))
            {
                var name = columns[i].Name.Length > ImportColumn.LongestName ? columns[i].Name[..ImportColumn.LongestName] : columns[i].Name;
                for (var twin = 2; !names.Add(name); twin++)
                {
                    name = $"{columns[i].Name[..Math.Min(columns[i].Name.Length, ImportColumn.LongestName - 4)]} {twin}";
                }

                Attributes.Add((i, JsonEncodedText.Encode(name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)));
            }

            int At(ColumnUse use) => columns.Select((column, i) => (column.Use, i)).Where(column => column.Use == use).Select(column => column.i).FirstOrDefault(CsvReader.MostFields);
            IEnumerable<int> Where(Func<ColumnUse, bool> which) => Enumerable.Range(0, columns.Count).Where(i => which(columns[i].Use));
        }

        public int Email { get; }

        public int FirstName { get; }

        public int LastName { get; }

        public int FullName { get; }

        public int ConsentAt { get; }

        public int ConsentIp { get; }

        public int Source { get; }

        public IReadOnlyList<(int Column, ColumnUse Use)> Exits { get; }

        public List<(int Column, JsonEncodedText Name)> Attributes { get; } = [];
    }
}
