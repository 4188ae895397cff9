using System.Text;

namespace Moderation.Mail.Mime;

/// <summary>Cuts a message into its parts. Each level reads its own bytes once, so the work is bounded by size times depth.</summary>
internal sealed class MimeParser(MimeLimits limits)
{
    // RFC 2046 §5.1.1; writers that use more are read all the same.
    private const int LongestBoundary = 256;

    private int _parts;

    public MimePart Parse(ReadOnlyMemory<byte> message) => ParsePart(WithLineFeeds(message), "text/plain", 0);

    // Files from old machines end their lines with CR alone. Beside a single LF, CR alone is no line end.
    private static ReadOnlyMemory<byte> WithLineFeeds(ReadOnlyMemory<byte> message)
    {
        if (message.Span.Contains((byte)'\n') || !message.Span.Contains((byte)'\r'))
        {
            return message;
        }

        var copy = message.ToArray();
        copy.AsSpan().Replace((byte)'\r', (byte)'\n');
        return copy;
    }

    private MimePart ParsePart(ReadOnlyMemory<byte> bytes, string defaultType, int depth)
    {
        if (depth > limits.Depth)
        {
            throw new MimeFormatException($"The message nests its parts deeper than {limits.Depth} levels.");
        }

        if (++_parts > limits.Parts)
        {
            throw new MimeFormatException($"The message has more than {limits.Parts} parts.");
        }

        var headers = ReadHeaders(bytes, out var bodyStart);
        var part = new MimePart(headers, bytes[bodyStart..], defaultType);
        if (part.MediaType.StartsWith("multipart/", StringComparison.Ordinal))
        {
            var childType = part.MediaType == "multipart/digest" ? "message/rfc822" : "text/plain";
            part.Children = [.. Split(part).Select(child => ParsePart(child, childType, depth + 1))];
            if (part.Children.Count == 0 && part.Body.Span.ContainsAnyExcept(" \t\r\n"u8))
            {
                // A multipart without a single boundary line that has words in it: readers show it as text.
                part.MediaType = "text/plain";
            }
        }

        return part;
    }

    private MimeHeaders ReadHeaders(ReadOnlyMemory<byte> bytes, out int bodyStart)
    {
        var fields = new List<MimeHeader>();
        var span = bytes.Span;
        var at = span.StartsWith("\ufeff"u8) ? 3 : 0;
        at = StartsWithEnvelope(span[at..]) ? LineEnd(span, at) : at;
        while (at < span.Length)
        {
            var end = LineEnd(span, at);
            var line = span[at..end].TrimEnd("\r\n"u8);
            if (line.IsEmpty)
            {
                at = end;
                break;
            }

            // A line that is no field ends the block and is body: there is no telling what it was meant to be.
            var name = FieldName(line);
            if (name < 0)
            {
                break;
            }

            var start = at;
            while (end < span.Length && span[end] is (byte)' ' or (byte)'\t')
            {
                end = LineEnd(span, end);
            }

            at = end;
            fields.Add(new MimeHeader(Encoding.ASCII.GetString(line[..name]).TrimEnd(), name, bytes[start..end]));
            if (at > limits.HeaderBytes || fields.Count > limits.HeaderFields)
            {
                throw new MimeFormatException($"A header block is larger than {limits.HeaderBytes:N0} bytes or {limits.HeaderFields:N0} fields.");
            }
        }

        bodyStart = at;
        return new MimeHeaders(fields);
    }

    // mbox files begin with the envelope: "From sender date", quoted by some as ">From".
    private static bool StartsWithEnvelope(ReadOnlySpan<byte> bytes) => bytes.StartsWith("From "u8) || bytes.StartsWith(">From "u8);

    // The index of the colon after a field name (RFC 5322 §2.2; §4.5.1 lets white space stand before the colon), or -1.
    private static int FieldName(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            return -1;
        }

        var name = line[..colon].TrimEnd(" \t"u8);
        return name.IsEmpty || name.IndexOfAnyExceptInRange((byte)33, (byte)126) >= 0 ? -1 : colon;
    }

    private static List<ReadOnlyMemory<byte>> Split(MimePart multipart)
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        var body = multipart.Body;
        var delimiter = Delimiter(multipart);
        if (delimiter.Length == 0)
        {
            return parts;
        }

        var span = body.Span;
        var start = -1;
        for (var at = NextDelimiter(span, 0, delimiter, out var end, out var closes); at >= 0; at = NextDelimiter(span, end, delimiter, out end, out closes))
        {
            if (start >= 0)
            {
                parts.Add(body[start..WithoutLineBreak(span, start, at)]);
            }

            start = end;
            if (closes)
            {
                return parts;
            }
        }

        // The closing boundary is missing: what is there counts.
        if (start >= 0)
        {
            parts.Add(body[start..]);
        }

        return parts;
    }

    private static byte[] Delimiter(MimePart multipart)
    {
        var boundary = multipart.Parameters.GetValueOrDefault("boundary")?.TrimEnd();
        if (string.IsNullOrEmpty(boundary))
        {
            return GuessDelimiter(multipart.Body.Span);
        }

        return boundary.Length > LongestBoundary ? [] : Encoding.UTF8.GetBytes("--" + boundary);
    }

    // No boundary parameter: some readers take the first line that looks like one, so spam uses it.
    private static byte[] GuessDelimiter(ReadOnlySpan<byte> body)
    {
        for (var at = 0; at < body.Length; at = LineEnd(body, at))
        {
            var line = body[at..LineEnd(body, at)].TrimEnd(" \t\r\n"u8);
            if (line.Length is > 2 and < LongestBoundary && line.StartsWith("--"u8))
            {
                return line.ToArray();
            }

            if (!line.IsEmpty)
            {
                break;
            }
        }

        return [];
    }

    // The start of the next delimiter line at or after `from`; `end` is where the line after it starts (RFC 2046 §5.1.1).
    private static int NextDelimiter(ReadOnlySpan<byte> body, int from, ReadOnlySpan<byte> delimiter, out int end, out bool closes)
    {
        (end, closes) = (body.Length, false);
        for (var at = from; at < body.Length;)
        {
            var found = body[at..].IndexOf(delimiter);
            if (found < 0)
            {
                return -1;
            }

            at += found;
            end = LineEnd(body, at);
            if (at == 0 || body[at - 1] == '\n')
            {
                var rest = body[(at + delimiter.Length)..end].TrimEnd(" \t\r\n"u8);
                closes = rest.SequenceEqual("--"u8);
                if (rest.IsEmpty || closes)
                {
                    return at;
                }
            }

            at = end;
        }

        return -1;
    }

    private static int WithoutLineBreak(ReadOnlySpan<byte> bytes, int start, int end)
    {
        if (end > start && bytes[end - 1] == '\n')
        {
            end--;
        }

        return end > start && bytes[end - 1] == '\r' ? end - 1 : end;
    }

    private static int LineEnd(ReadOnlySpan<byte> bytes, int from)
    {
        var newline = bytes[from..].IndexOf((byte)'\n');
        return newline < 0 ? bytes.Length : from + newline + 1;
    }
}
