using System.Collections;
using System.Text;

namespace Moderation.Mail.Mime;

/// <summary>One header field as it arrived.</summary>
public sealed class MimeHeader
{
    private string? _value;
    private string? _text;

    internal MimeHeader(string name, int colon, ReadOnlyMemory<byte> raw) => (Name, BodyOffset, Raw) = (name, colon + 1, raw);

    /// <summary>The name in the case in which it was written.</summary>
    public string Name { get; }

    /// <summary>The whole field: name, colon, folds and the final line break, untouched.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The field body, unfolded (RFC 5322 §2.2.3) and trimmed, encoded words as they stand; never holds CR, LF or NUL.</summary>
    public string Value => _value ??= Unfold();

    /// <summary>The field body with encoded words read (RFC 2047), for unstructured fields such as Subject; never holds CR, LF or NUL.</summary>
    public string Text => _text ??= EncodedWords.Decode(Value);

    private int BodyOffset { get; }

    public override string ToString() => Name + ": " + Value;

    // RFC 6532 §3.2 allows UTF-8 in a field body; what is not UTF-8 is old 8-bit mail.
    private string Unfold()
    {
        var value = Charsets.DecodeUtf8OrWestern(Raw.Span[BodyOffset..]);
        var unfolded = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (c is not ('\r' or '\n' or '\0'))
            {
                unfolded.Append(c);
            }
        }

        return unfolded.ToString().Trim(' ', '\t');
    }
}

/// <summary>The header fields of a message or a part, in their order.</summary>
public sealed class MimeHeaders : IReadOnlyList<MimeHeader>
{
    private readonly List<MimeHeader> _fields;

    internal MimeHeaders(List<MimeHeader> fields) => _fields = fields;

    public int Count => _fields.Count;

    public MimeHeader this[int index] => _fields[index];

    /// <summary>The first field of that name, in any case; null when there is none.</summary>
    public MimeHeader? this[string name] => _fields.Find(field => IsNamed(field, name));

    public IEnumerable<MimeHeader> All(string name) => _fields.Where(field => IsNamed(field, name));

    public IEnumerator<MimeHeader> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsNamed(MimeHeader field, string name) => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase);
}
