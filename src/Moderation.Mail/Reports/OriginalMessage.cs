using System.Text;
using Moderation.Mail.Mime;

namespace Moderation.Mail.Reports;

/// <summary>The header of the mail that a report is about, as far as it came back.</summary>
internal static class OriginalMessage
{
    // Only the header is wanted: whatever stands behind it is not read.
    private const int MostBytes = 64 * 1024;

    /// <summary>From a part: message/rfc822, text/rfc822-headers (RFC 6522 §4) and their international forms (RFC 6532, RFC 6533).</summary>
    public static MimeHeaders? OfPart(MimePart part)
    {
        // RFC 2046 §5.2.1 allows no transfer encoding that changes bytes; some use one, and then all of it has to be undone.
        ReadOnlyMemory<byte> bytes = part.Headers["Content-Transfer-Encoding"]?.Value.ToLowerInvariant() is "base64" or "quoted-printable" ? part.Decode() : part.Body;
        return Parse(bytes[..Math.Min(bytes.Length, MostBytes)]);
    }

    public static bool IsOriginal(string mediaType) =>
        mediaType is "message/rfc822" or "text/rfc822-headers" or "text/rfc822" or "message/rfc822-headers" or "message/global" or "message/global-headers" or "text/message-global-headers";

    /// <summary>From a notice that quotes the mail in its text: <paramref name="quoted"/> begins where the quotation does.</summary>
    public static MimeHeaders? OfText(string quoted)
    {
        var header = new StringBuilder();
        foreach (var raw in quoted.AsSpan(0, Math.Min(quoted.Length, MostBytes)).EnumerateLines())
        {
            var line = raw.TrimEnd();
            if (line.IsEmpty)
            {
                if (header.Length > 0)
                {
                    break;
                }
            }
            else if (line[0] is not (' ' or '\t') && StatusFields.TryField(line, out _, out _))
            {
                header.Append(line).Append('\n');
            }
            else if (header.Length > 0)
            {
                // Notices wrap long lines without a fold's white space.
                header.Append(' ').Append(line.TrimStart()).Append('\n');
            }
        }

        return header.Length == 0 ? null : Parse(Encoding.UTF8.GetBytes(header.ToString()));
    }

    /// <summary>The addresses to which the mail was written, when the fields have any.</summary>
    public static IEnumerable<string> Recipients(MimeHeaders? headers) =>
        headers is null ? [] : headers.All("To").Concat(headers.All("Cc")).SelectMany(field => Mailbox.ParseList(field.Value)).Select(box => box.Address.ToString());

    private static MimeHeaders? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            // Its parts would count against depth and number for nothing.
            var headers = MimeMessage.Parse(HeaderOnly(bytes)).Headers;
            return headers.Count > 0 ? headers : null;
        }
        catch (MimeFormatException)
        {
            // A returned header that passes a limit is not worth the report around it.
            return null;
        }
    }

    private static ReadOnlyMemory<byte> HeaderOnly(ReadOnlyMemory<byte> bytes)
    {
        // Some put an empty line before the first field.
        bytes = bytes.TrimStart("\r\n"u8);
        var span = bytes.Span;
        var lf = span.IndexOf("\n\n"u8);
        var crlf = span.IndexOf("\n\r\n"u8);
        var end = lf < 0 ? crlf : crlf < 0 ? lf : Math.Min(lf, crlf);
        return end < 0 ? bytes : bytes[..(end + 1)];
    }
}
