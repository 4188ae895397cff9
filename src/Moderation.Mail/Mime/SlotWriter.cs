using System.Buffers;
using System.Text;

namespace Moderation.Mail.Mime;

/// <summary>Writes a recipient's value into a quoted-printable part, encoded for the place where it stands.</summary>
internal static class SlotWriter
{
    private static readonly SearchValues<char> HtmlSpecial = SearchValues.Create("&<>\"'");

    /// <summary>Writes the value; lineEnds: a line break, not a soft break, follows it.</summary>
    public static void Write(string value, SlotContext context, bool lineEnds, ArrayBufferWriter<byte> output)
    {
        var writer = new QuotedPrintableWriter(output.GetSpan((value.Length * QuotedPrintableWriter.BytesPerChar) + QuotedPrintableWriter.Slack));
        switch (context)
        {
            case SlotContext.Text:
                writer.Text(value, lineEnds);
                break;
            case SlotContext.Html:
                Html(value, lineEnds, ref writer);
                break;
            case SlotContext.HtmlUnquoted:
                HtmlUnquoted(value, ref writer);
                break;
            case SlotContext.UrlComponent:
                UrlComponent(value, ref writer);
                break;
            default:
                Bare(value, lineEnds, ref writer);
                break;
        }

        output.Advance(writer.Length);
    }

    private static void Html(ReadOnlySpan<char> value, bool lineEnds, ref QuotedPrintableWriter writer)
    {
        int at;
        while ((at = value.IndexOfAny(HtmlSpecial)) >= 0)
        {
            writer.Text(value[..at], lineEnds: false);
            Reference(value[at], ref writer);
            value = value[(at + 1)..];
        }

        writer.Text(value, lineEnds);
    }

    private static void Reference(char c, ref QuotedPrintableWriter writer)
    {
        writer.Text(c switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&quot;", _ => "&#39;" }, lineEnds: false);
    }

    // HTML standard §13.1.2.3: what may not stand in an unquoted value, besides what no value here can hold (controls).
    private static void HtmlUnquoted(ReadOnlySpan<char> value, ref QuotedPrintableWriter writer)
    {
        for (var i = 0; i < value.Length; i++)
        {
            switch (value[i])
            {
                case '&' or '<' or '>' or '"' or '\'':
                    Reference(value[i], ref writer);
                    break;
                case ' ':
                    writer.Text("&#32;", lineEnds: false);
                    break;
                case '`':
                    writer.Text("&#96;", lineEnds: false);
                    break;
                default:
                    var length = char.IsHighSurrogate(value[i]) && i + 1 < value.Length ? 2 : 1;
                    writer.Text(value.Slice(i, length), lineEnds: false);
                    i += length - 1;
                    break;
            }
        }
    }

    private static void UrlComponent(ReadOnlySpan<char> value, ref QuotedPrintableWriter writer)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '-' or '.' or '_' or '~' or '@'))
            {
                writer.Ascii((char)rune.Value);
                continue;
            }

            foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
            {
                writer.Ascii('%');
                writer.Ascii("0123456789ABCDEF"[b >> 4]);
                writer.Ascii("0123456789ABCDEF"[b & 15]);
            }
        }
    }

    private static void Bare(string value, bool lineEnds, ref QuotedPrintableWriter writer)
    {
        var kept = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '-' or '.' or '_' or '@')
            {
                kept.Append(rune.ToString());
            }
        }

        writer.Text(kept.ToString(), lineEnds);
    }
}
