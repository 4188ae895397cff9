using System.Text;

namespace Moderation.Mail.Mime;

/// <summary>
/// Writes quoted-printable (RFC 2045 §6.7) that survives every road: lines of at most 76, no line that starts with a dot or
/// "From ", no tab, no trailing space and no two spaces in a row, so that the result is its own relaxed canonical form
/// (RFC 6376 §3.4.4).
/// </summary>
internal ref struct QuotedPrintableWriter(Span<byte> output)
{
    /// <summary>The most bytes that a UTF-16 unit can become: three of UTF-8, or a character reference, with soft breaks.</summary>
    public const int BytesPerChar = 12;

    public const int Slack = 16;

    private const int Edge = 75;
    private readonly Span<byte> _output = output;
    private int _column;
    private bool _afterSpace;

    public int Length { get; private set; }

    public readonly bool IsAtLineStart => _column == 0;

    public readonly ReadOnlySpan<byte> Written => _output[..Length];

    /// <summary>Text with LF line ends. At its end a line break or a soft break follows: <paramref name="lineEnds"/> says which.</summary>
    public void Text(scoped ReadOnlySpan<char> text, bool lineEnds)
    {
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length;)
        {
            if (char.IsAscii(text[i]))
            {
                if (text[i] == '\n')
                {
                    LineBreak();
                }
                else
                {
                    var isLast = i + 1 == text.Length ? lineEnds : text[i + 1] == '\n';
                    Byte((byte)text[i], isLast, _column is 0 or >= Edge && text[i] == 'F' && text[(i + 1)..].StartsWith("rom ", StringComparison.Ordinal));
                }

                i++;
                continue;
            }

            Rune.DecodeFromUtf16(text[i..], out var rune, out var taken);
            foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
            {
                Hex(b);
            }

            i += taken;
        }
    }

    /// <summary>One character of ASCII within a line.</summary>
    public void Ascii(char c) => Byte((byte)c, lineEnds: false, mustHide: false);

    public void LineBreak()
    {
        "\r\n"u8.CopyTo(_output[Length..]);
        Length += 2;
        (_column, _afterSpace) = (0, false);
    }

    public void SoftBreak()
    {
        "=\r\n"u8.CopyTo(_output[Length..]);
        Length += 3;
        (_column, _afterSpace) = (0, false);
    }

    private void Byte(byte b, bool lineEnds, bool mustHide)
    {
        if (_column >= Edge)
        {
            SoftBreak();
        }

        var isSpace = b == ' ';
        var isPlain = isSpace ? !lineEnds && !_afterSpace : b is > 32 and < 127 && b != '=' && !mustHide && (b != '.' || _column > 0);
        if (!isPlain)
        {
            Hex(b);
            return;
        }

        _output[Length++] = b;
        _column++;
        _afterSpace = isSpace;
    }

    private void Hex(byte b)
    {
        if (_column > Edge - 3)
        {
            SoftBreak();
        }

        const string digits = "0123456789ABCDEF";
        _output[Length++] = (byte)'=';
        _output[Length++] = (byte)digits[b >> 4];
        _output[Length++] = (byte)digits[b & 15];
        _column += 3;
        _afterSpace = false;
    }
}
