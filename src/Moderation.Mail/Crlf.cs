namespace Moderation.Mail;

/// <summary>Line ends. Mail lines end in CRLF and neither byte stands alone (RFC 5321 §2.3.8); a lone one is how messages are smuggled.</summary>
public static class Crlf
{
    /// <summary>Offset of the first CR without LF or LF without CR, or −1 when every line end is CRLF.</summary>
    public static int IndexOfBare(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (true)
        {
            var next = bytes[at..].IndexOfAny((byte)'\r', (byte)'\n');
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (bytes[at] != '\r' || at + 1 >= bytes.Length || bytes[at + 1] != '\n')
            {
                return at;
            }

            at += 2;
        }
    }

    /// <summary>The same text with CRLF in place of every CRLF, lone CR and lone LF. For files; never for what came over SMTP.</summary>
    public static byte[] Normalise(ReadOnlySpan<byte> bytes)
    {
        var lines = bytes.Count((byte)'\n') + bytes.Count((byte)'\r');
        var result = new byte[bytes.Length + lines];
        var length = 0;
        while (true)
        {
            var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? bytes : bytes[..end];
            line.CopyTo(result.AsSpan(length));
            length += line.Length;
            if (end < 0)
            {
                return result[..length];
            }

            result[length++] = (byte)'\r';
            result[length++] = (byte)'\n';
            var isPair = bytes[end] == '\r' && end + 1 < bytes.Length && bytes[end + 1] == '\n';
            bytes = bytes[(end + (isPair ? 2 : 1))..];
        }
    }
}
