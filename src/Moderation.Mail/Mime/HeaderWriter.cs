using System.Buffers;
using System.Globalization;
using System.Text;

namespace Moderation.Mail.Mime;

/// <summary>Writes header fields: folded at 78 (RFC 5322 §2.1.1), non-ASCII text as encoded words (RFC 2047). Values are checked before they come here.</summary>
internal ref struct HeaderWriter(ArrayBufferWriter<byte> output)
{
    private const int Fold = 78;
    private const int HardLimit = 998;

    // RFC 2047 §2: 75 characters a word, 76 a line that holds one.
    private const int WordLine = 76;
    private const int WordFrame = 12;

    // RFC 5322 §3.2.3: what makes a phrase need quotes.
    private static readonly SearchValues<char> Specials = SearchValues.Create("\"(),.:;<>@[\\]");

    private int _column;
    private bool _isFirst;

    /// <summary>An unstructured field; what is not plain or has a word longer than longestWord becomes encoded words.</summary>
    public void Unstructured(string name, string value, int longestWord = Fold - 1)
    {
        Start(name);
        if (IsPlain(value, longestWord))
        {
            foreach (var word in value.AsSpan().Split(' '))
            {
                Token(value.AsSpan()[word]);
            }
        }
        else if (value.Length > 0)
        {
            EncodedWords(value);
        }

        End();
    }

    /// <summary>A field of the caller's; long tokens stay whole, because their meaning may be structured.</summary>
    public void Line(HeaderLine line) => Unstructured(line.Name, line.Value, int.MaxValue);

    public void Mailbox(string name, Mailbox mailbox)
    {
        Start(name);
        Phrase(mailbox.Name.Trim());
        var address = mailbox.Address.ToString();
        Token(_isFirst && mailbox.Address.IsAscii ? address : $"<{address}>");
        End();
    }

    /// <summary>One token in angle brackets, as Message-ID and the List fields have it.</summary>
    public void Bracketed(string name, string value, string? second = null)
    {
        Start(name);
        Token(second is null ? $"<{value}>" : $"<{value}>,");
        if (second is not null)
        {
            Token($"<{second}>");
        }

        End();
    }

    /// <summary>RFC 5322 §3.3, always in UTC.</summary>
    public void Date(DateTimeOffset date)
    {
        const string format = "ddd, dd MMM yyyy HH:mm:ss '+0000'";
        Span<char> text = stackalloc char[40];
        date.UtcDateTime.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        Start("Date");
        Token(text[..length]);
        End();
    }

    /// <summary>RFC 5322 §3.2.4.</summary>
    public static string QuotedString(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static bool IsPlain(ReadOnlySpan<char> value, int longestWord)
    {
        if (value.IsEmpty || value.ContainsAnyExceptInRange(' ', '~') || value.Contains("=?", StringComparison.Ordinal)
            || value[0] == ' ' || value[^1] == ' ' || value.Contains("  ", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var word in value.Split(' '))
        {
            if (word.End.Value - word.Start.Value > longestWord)
            {
                return false;
            }
        }

        return true;
    }

    private void Start(string name)
    {
        Raw(name);
        Raw(":");
        (_column, _isFirst) = (name.Length + 1, true);
    }

    private readonly void End() => output.Write("\r\n"u8);

    // White space before a token, folded when the token would pass the edge and a new line helps.
    private void Token(scoped ReadOnlySpan<char> token)
    {
        var length = Encoding.UTF8.GetByteCount(token);
        if (length > HardLimit - 80)
        {
            throw new InvalidHeaderException($"A header value has {length:N0} characters without a space; at most {HardLimit - 80} can be sent.");
        }

        var folds = _column + 1 + length > Fold && (!_isFirst || length < Fold);
        Raw(folds ? "\r\n " : " ");
        Raw(token);
        _column = (folds ? 1 : _column + 1) + length;
        _isFirst = false;
    }

    // RFC 5322 §3.2.5: atoms, else a quoted string, else encoded words.
    private void Phrase(string name)
    {
        if (name.Length == 0)
        {
            return;
        }

        if (!IsPlain(name, Fold - 1))
        {
            EncodedWords(name);
        }
        else if (!name.AsSpan().ContainsAny(Specials))
        {
            foreach (var word in name.AsSpan().Split(' '))
            {
                Token(name.AsSpan()[word]);
            }
        }
        else
        {
            var quoted = QuotedString(name);
            if (quoted.Length < Fold)
            {
                Token(quoted);
            }
            else
            {
                EncodedWords(name);
            }
        }
    }

    private void EncodedWords(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        var quoted = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            quoted += QLength(rune);
        }

        var isQ = quoted <= (bytes + 2) / 3 * 4;
        var rest = value.AsSpan();
        Span<byte> buffer = stackalloc byte[WordLine];
        while (!rest.IsEmpty)
        {
            // A word needs room for its frame and some characters, else the next line serves better.
            var room = WordLine - _column - 1 - WordFrame;
            if (room < 16)
            {
                room = WordLine - 1 - WordFrame;
            }

            var take = Fitting(rest, isQ, room);
            ReadOnlySpan<byte> utf8 = buffer[..Encoding.UTF8.GetBytes(rest[..take], buffer)];
            Token($"=?utf-8?{(isQ ? 'Q' : 'B')}?{(isQ ? QEncode(utf8) : Convert.ToBase64String(utf8))}?=");
            rest = rest[take..];
        }
    }

    // How many UTF-16 units fit; whole characters only (RFC 2047 §5).
    private static int Fitting(ReadOnlySpan<char> text, bool isQ, int room)
    {
        var (taken, used, limit) = (0, 0, isQ ? room : room / 4 * 3);
        foreach (var rune in text.EnumerateRunes())
        {
            used += isQ ? QLength(rune) : rune.Utf8SequenceLength;
            if (used > limit)
            {
                break;
            }

            taken += rune.Utf16SequenceLength;
        }

        return taken;
    }

    private static int QLength(Rune rune) => rune.IsAscii && (IsQSafe((byte)rune.Value) || rune.Value == ' ') ? 1 : 3 * rune.Utf8SequenceLength;

    // RFC 2047 §5 (3): the letters that are safe in a phrase, and so everywhere.
    private static bool IsQSafe(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';

    private static string QEncode(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder(WordLine);
        foreach (var b in utf8)
        {
            if (b == ' ')
            {
                text.Append('_');
            }
            else if (IsQSafe(b))
            {
                text.Append((char)b);
            }
            else
            {
                text.Append('=').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    private readonly void Raw(scoped ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, output);
}
