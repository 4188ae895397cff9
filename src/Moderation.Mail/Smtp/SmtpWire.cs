using System.Globalization;
using System.Text;

namespace Moderation.Mail.Smtp;

/// <summary>What a client writes: envelopes and dot-stuffed content.</summary>
internal static class SmtpWire
{
    /// <summary>What a message demands of a server.</summary>
    /// <exception cref="FormatException">It holds a lone CR or LF, or a NUL.</exception>
    public static (bool EightBit, bool Utf8) Needs(in SmtpEnvelope envelope, ReadOnlySpan<byte> message)
    {
        var bare = Crlf.IndexOfBare(message);
        if (bare >= 0)
        {
            // RFC 5321 §2.3.8; a server that reads it as a line end would find commands in the body (SMTP smuggling).
            throw new FormatException($"The message has a lone CR or LF at byte {bare}. Line ends must be CRLF.");
        }

        if (message.Contains((byte)0))
        {
            throw new FormatException($"The message has a NUL at byte {message.IndexOf((byte)0)}.");
        }

        var eightBit = !Ascii.IsValid(message);
        var utf8 = !envelope.Sender.IsAscii || !envelope.Recipient.IsAscii;
        if (eightBit && !utf8)
        {
            // RFC 6532: bare UTF-8 in the header needs SMTPUTF8 as much as an address does.
            var headerEnd = message.IndexOf("\r\n\r\n"u8);
            utf8 = !Ascii.IsValid(headerEnd < 0 ? message : message[..headerEnd]);
        }

        return (eightBit, utf8);
    }

    public static int Mail(Span<byte> to, SmtpPath sender, long? size, bool eightBit, bool utf8)
    {
        var length = Copy("MAIL FROM:<"u8, to);
        length += Copy(sender.Bytes.Span, to[length..]);
        length += Copy(">"u8, to[length..]);
        if (size is { } bytes)
        {
            length += Copy(" SIZE="u8, to[length..]);
            bytes.TryFormat(to[length..], out var digits, default, CultureInfo.InvariantCulture);
            length += digits;
        }

        length += Copy(eightBit ? " BODY=8BITMIME"u8 : default, to[length..]);
        length += Copy(utf8 ? " SMTPUTF8"u8 : default, to[length..]);
        return length + Copy("\r\n"u8, to[length..]);
    }

    public static int Recipient(Span<byte> to, SmtpPath recipient)
    {
        var length = Copy("RCPT TO:<"u8, to);
        length += Copy(recipient.Bytes.Span, to[length..]);
        return length + Copy(">\r\n"u8, to[length..]);
    }

    /// <summary>
    /// Copies as much of <paramref name="content"/> as fits, with a dot added before a dot that starts a line (RFC 5321 §4.5.2).
    /// </summary>
    /// <param name="content">What is left of the message; moved past what was copied.</param>
    /// <param name="atLineStart">Whether it starts a line; updated.</param>
    /// <param name="to">At least 2 bytes.</param>
    public static int Stuff(ref ReadOnlySpan<byte> content, ref bool atLineStart, Span<byte> to)
    {
        var length = 0;
        while (!content.IsEmpty && length + 2 <= to.Length)
        {
            if (atLineStart && content[0] == '.')
            {
                to[length++] = (byte)'.';
                to[length++] = (byte)'.';
                content = content[1..];
                atLineStart = false;
                continue;
            }

            // Up to and with the line end before the next dot that starts a line, or all there is.
            var next = content.IndexOf("\n."u8);
            var take = Math.Min(next < 0 ? content.Length : next + 1, to.Length - length);
            content[..take].CopyTo(to[length..]);
            length += take;
            atLineStart = content[take - 1] == '\n';
            content = content[take..];
        }

        return length;
    }

    public static int Copy(ReadOnlySpan<byte> bytes, Span<byte> to)
    {
        bytes.CopyTo(to);
        return bytes.Length;
    }
}
