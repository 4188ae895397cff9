namespace Moderation.Mail.Mime;

/// <summary>A node of a message: a leaf with content, or a multipart with children (RFC 2045, RFC 2046).</summary>
public sealed class MimePart
{
    private readonly ContentField _type;
    private readonly ContentField _disposition;

    internal MimePart(MimeHeaders headers, ReadOnlyMemory<byte> body, string defaultType)
    {
        (Headers, Body) = (headers, body);
        _type = ContentField.Parse(headers["Content-Type"]?.Value);
        _disposition = ContentField.Parse(headers["Content-Disposition"]?.Value);
        // RFC 2045 §5.2: a field that says nothing readable is treated as if it were absent.
        MediaType = _type.Value.Length == 0 ? defaultType : IsMediaType(_type.Value) ? _type.Value : "text/plain";
    }

    public MimeHeaders Headers { get; }

    /// <summary>The content as it stands in the message, encoded, without the line break that belongs to a following boundary.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>type/subtype, lower case. Without a Content-Type: text/plain, in a digest message/rfc822 (RFC 2046 §5.1.5).</summary>
    public string MediaType { get; internal set; }

    public IReadOnlyDictionary<string, string> Parameters => _type.Parameters;

    /// <summary>"inline", "attachment" or another token, lower case; null without a Content-Disposition.</summary>
    public string? Disposition => _disposition.Value.Length == 0 ? null : _disposition.Value;

    /// <summary>The file name the sender gave; it may hold any characters but CR, LF and NUL: show it, never write to it.</summary>
    public string? FileName => NotEmpty(_disposition["filename"]) ?? NotEmpty(_type["name"]);

    /// <summary>The Content-ID without its angle brackets.</summary>
    public string? ContentId => NotEmpty(Headers["Content-ID"]?.Value.Trim().TrimStart('<').TrimEnd('>'));

    /// <summary>The parts of a multipart; empty for a leaf. What stands inside message/rfc822 is not opened: parse its <see cref="Decode"/>.</summary>
    public IReadOnlyList<MimePart> Children { get; internal set; } = [];

    /// <summary>The content with its transfer encoding undone (RFC 2045 §6).</summary>
    public byte[] Decode() => ContentField.Parse(Headers["Content-Transfer-Encoding"]?.Value).Value switch
    {
        "base64" => TransferDecoding.Base64(Body.Span),
        "quoted-printable" => TransferDecoding.QuotedPrintable(Body.Span),
        _ => Body.ToArray(),
    };

    /// <summary>The content as text in its charset; unreadable bytes become U+FFFD. Line breaks stay as they are.</summary>
    public string DecodeText() => Charsets.Decode(Decode(), _type["charset"]);

    private static bool IsMediaType(string value)
    {
        var slash = value.IndexOf('/');
        return slash > 0 && slash < value.Length - 1 && value.All(c => c is > ' ' and < '\u007f');
    }

    private static string? NotEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
