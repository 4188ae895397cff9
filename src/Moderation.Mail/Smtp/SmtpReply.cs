using System.Globalization;
using System.Text;

namespace Moderation.Mail.Smtp;

/// <summary>A server's answer (RFC 5321 §4.2).</summary>
/// <param name="Code">200–599.</param>
/// <param name="Status">The enhanced status (RFC 2034), when there is one.</param>
/// <param name="Text">Printable text without codes; the lines of a longer reply are parted by <c>\n</c>.</param>
public sealed record SmtpReply(int Code, EnhancedStatus? Status, string Text)
{
    // RFC 5321 §4.5.3.1.5: 512 octets a line.
    private const int MaxTextPerLine = 490;

    public bool IsPositive => Code is >= 200 and < 300;

    public bool IsTemporary => Code is >= 400 and < 500;

    public bool IsPermanent => Code is >= 500 and < 600;

    /// <summary>On one line, as it would stand in a log.</summary>
    public override string ToString() =>
        Status is { } status ? $"{Code} {status} {Text.Replace('\n', ' ')}" : $"{Code} {Text.Replace('\n', ' ')}";

    /// <summary>Reads the lines of one reply, already parted and without line ends.</summary>
    internal static SmtpReply FromLines(int code, List<string> texts)
    {
        EnhancedStatus? status = null;
        for (var i = 0; i < texts.Count; i++)
        {
            // RFC 2034 §4: each line repeats the code. Replies to EHLO and 3xx carry none.
            if (code / 100 is 2 or 4 or 5 && EnhancedStatus.TryRead(texts[i], out var found, out var rest))
            {
                status ??= found;
                texts[i] = rest.ToString();
            }
        }

        return new SmtpReply(code, status, string.Join('\n', texts));
    }

    /// <summary>The reply as a server writes it. Whatever the text holds, no byte of it can start another line or reply.</summary>
    internal byte[] ToWire()
    {
        var wire = new StringBuilder();
        var lines = Text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            wire.Append(CultureInfo.InvariantCulture, $"{Code}").Append(i + 1 < lines.Length ? '-' : ' ');
            if (Status is { } status)
            {
                wire.Append(status).Append(' ');
            }

            foreach (var c in lines[i].AsSpan()[..Math.Min(lines[i].Length, MaxTextPerLine)])
            {
                wire.Append(c is >= ' ' and < '\x7f' ? c : '?');
            }

            wire.Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(wire.ToString());
    }
}
