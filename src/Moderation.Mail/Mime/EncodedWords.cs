using System.Text;

namespace Moderation.Mail.Mime;

/// <summary>Reads RFC 2047 encoded words. What does not follow the grammar stays as it stands.</summary>
internal static class EncodedWords
{
    /// <summary>The value with its encoded words read, never with CR, LF or NUL in it, whatever the words encoded.</summary>
    public static string Decode(string value)
    {
        if (!value.Contains("=?", StringComparison.Ordinal))
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        var word = new Word();
        var at = 0;
        int open;
        while ((open = value.IndexOf("=?", at, StringComparison.Ordinal)) >= 0)
        {
            if (!TryRead(value, open, out var charset, out var bytes, out var end))
            {
                word.Flush(text);
                text.Append(value, at, open + 2 - at);
                at = open + 2;
                continue;
            }

            // §6.2: white space between two encoded words is not shown.
            var between = value.AsSpan(at, open - at);
            if (!word.IsOpen || !between.IsWhiteSpace())
            {
                word.Flush(text);
                text.Append(between);
            }

            word.Add(charset, bytes, text);
            at = end;
        }

        word.Flush(text);
        text.Append(value, at, value.Length - at);
        return WithoutControls(text);
    }

    // A header built from this text must not gain lines (header injection by =?utf-8?Q?=0D=0A?=).
    private static string WithoutControls(StringBuilder text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\r' or '\n' or '\0')
            {
                text[i] = ' ';
            }
        }

        return text.ToString();
    }

    /// <summary>Where the encoded word that opens at <paramref name="open"/> ends (exclusive), or -1 when there is none.</summary>
    public static int End(string value, int open) => Locate(value, open, out _, out var last) ? last + 2 : -1;

    // =?charset[*language]?B|Q?text?= (§2, RFC 2231 §5). Each search stops at the next "?", so the whole stays linear.
    private static bool Locate(string value, int open, out int first, out int last)
    {
        last = -1;
        first = value.IndexOf('?', open + 2);
        if (first <= open + 2 || first + 2 >= value.Length || value[first + 2] != '?' || value[first + 1] is not ('B' or 'b' or 'Q' or 'q'))
        {
            return false;
        }

        last = value.IndexOf('?', first + 3);
        return last >= 0 && last + 1 < value.Length && value[last + 1] == '=';
    }

    private static bool TryRead(string value, int open, out string charset, out byte[] bytes, out int end)
    {
        (charset, bytes, end) = ("", [], 0);
        if (!Locate(value, open, out var first, out var last))
        {
            return false;
        }

        var name = value.AsSpan(open + 2, first - open - 2);
        var star = name.IndexOf('*');
        charset = (star < 0 ? name : name[..star]).ToString();
        var encoded = Encoding.UTF8.GetBytes(value[(first + 3)..last]);
        bytes = value[first + 1] is 'B' or 'b' ? TransferDecoding.Base64(encoded) : TransferDecoding.Q(encoded);
        end = last + 2;
        return true;
    }

    // Neighbours of one charset are read together: writers cut characters in two (against §5, yet common).
    private struct Word
    {
        private string? _charset;
        private MemoryStream? _bytes;

        public readonly bool IsOpen => _charset is not null;

        public void Add(string charset, byte[] bytes, StringBuilder text)
        {
            if (!string.Equals(charset, _charset, StringComparison.OrdinalIgnoreCase))
            {
                Flush(text);
                _charset = charset;
            }

            _bytes ??= new MemoryStream();
            _bytes.Write(bytes);
        }

        public void Flush(StringBuilder text)
        {
            if (_charset is null)
            {
                return;
            }

            text.Append(Charsets.Decode(_bytes!.GetBuffer().AsSpan(0, (int)_bytes.Length), _charset));
            (_charset, _bytes) = (null, null);
        }
    }
}
