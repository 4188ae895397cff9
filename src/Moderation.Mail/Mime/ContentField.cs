using System.Globalization;
using System.Text;

namespace Moderation.Mail.Mime;

/// <summary>A structured content field: a value and its parameters (RFC 2045 §5.1, RFC 2183, RFC 2231).</summary>
internal sealed class ContentField
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value before the first semicolon, lower case, without comments.</summary>
    public string Value { get; private init; } = "";

    public IReadOnlyDictionary<string, string> Parameters => _parameters;

    public string? this[string parameter] => _parameters.GetValueOrDefault(parameter);

    public static ContentField Parse(string? text)
    {
        if (text is null)
        {
            return new ContentField();
        }

        var reader = new Reader(text);
        var field = new ContentField { Value = reader.Until(';').Trim().ToLowerInvariant() };
        var pieces = new Dictionary<string, List<Piece>>(StringComparer.OrdinalIgnoreCase);
        while (reader.Skip(';'))
        {
            var name = reader.Until('=', ';').Trim();
            var value = reader.Skip('=') ? reader.Until(';') : "";
            if (name.Length > 0)
            {
                field.Add(name, value.Trim(), pieces);
            }
        }

        foreach (var (name, list) in pieces)
        {
            // RFC 2231 says that the extended form wins over a plain one beside it.
            field._parameters[name] = Join(list);
        }

        return field;
    }

    private void Add(string name, string value, Dictionary<string, List<Piece>> pieces)
    {
        // name*N, name*N*, name* (RFC 2231 §3, §4)
        var star = name.IndexOf('*');
        if (star < 0)
        {
            // Not allowed (RFC 2047 §5), yet every reader shows file names in encoded words.
            _parameters.TryAdd(name, EncodedWords.Decode(value));
            return;
        }

        var tail = name[(star + 1)..];
        var extended = tail.Length == 0 || tail[^1] == '*';
        var digits = tail.TrimEnd('*');
        var number = 0;
        if (star == 0 || (digits.Length > 0 && !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number)))
        {
            return;
        }

        if (!pieces.TryGetValue(name[..star], out var list))
        {
            pieces.Add(name[..star], list = []);
        }

        list.Add(new Piece(number, extended, value));
    }

    private static string Join(List<Piece> pieces)
    {
        string? charset = null;
        var bytes = new MemoryStream();
        foreach (var piece in pieces.DistinctBy(p => p.Number).OrderBy(p => p.Number))
        {
            var value = piece.Value;
            if (piece.Extended && charset is null)
            {
                // charset'language'text, on the first piece only
                var quotes = value.Split('\'', 3);
                (charset, value) = quotes.Length == 3 ? (quotes[0], quotes[2]) : ("", value);
            }

            bytes.Write(piece.Extended ? PercentDecode(value) : Encoding.UTF8.GetBytes(value));
        }

        var text = Charsets.Decode(bytes.ToArray(), charset ?? "utf-8");
        return text.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ');
    }

    private static byte[] PercentDecode(string value)
    {
        var raw = Encoding.UTF8.GetBytes(value);
        var length = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '%' && i + 2 < raw.Length && TransferDecoding.Hex(raw[i + 1]) >= 0 && TransferDecoding.Hex(raw[i + 2]) >= 0)
            {
                raw[length++] = (byte)((TransferDecoding.Hex(raw[i + 1]) << 4) | TransferDecoding.Hex(raw[i + 2]));
                i += 2;
            }
            else
            {
                raw[length++] = raw[i];
            }
        }

        return raw[..length];
    }

    private readonly record struct Piece(int Number, bool Extended, string Value);

    private struct Reader(string text)
    {
        private int _at;

        public bool Skip(char c)
        {
            if (_at >= text.Length || text[_at] != c)
            {
                return false;
            }

            _at++;
            return true;
        }

        // Up to a stop outside quotes and comments; quotes are taken off, comments dropped (RFC 5322 §3.2.2, §3.2.4).
        public string Until(char stop, char orStop = '\0')
        {
            var value = new StringBuilder();
            var comment = 0;
            var quoted = false;
            for (; _at < text.Length; _at++)
            {
                var c = text[_at];
                if (c == '\\' && (quoted || comment > 0) && _at + 1 < text.Length)
                {
                    _at++;
                    if (comment == 0)
                    {
                        value.Append(text[_at]);
                    }
                }
                else if (quoted)
                {
                    quoted = c != '"';
                    if (quoted)
                    {
                        value.Append(c);
                    }
                }
                else if (c == '(')
                {
                    comment++;
                }
                else if (comment > 0)
                {
                    comment -= c == ')' ? 1 : 0;
                }
                else if (c == '"')
                {
                    quoted = true;
                }
                else if (c == stop || c == orStop)
                {
                    break;
                }
                else
                {
                    value.Append(c);
                }
            }

            return value.ToString();
        }
    }
}
