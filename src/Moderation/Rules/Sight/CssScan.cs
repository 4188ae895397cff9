using System.Buffers;
using System.Globalization;
using System.Text;

namespace Moderation.Rules.Sight;

/// <summary>Finds its way in CSS as browsers do (CSS Syntax 3): strings, escapes, nested brackets. Every text is read, none throws.</summary>
internal static class CssScan
{
    private const int MostNested = 32;

    private static readonly SearchValues<char> Structure = SearchValues.Create("\"'\\()[]{};,");

    /// <summary>
    /// The text with comments blanked out, and the marks of HTML comments that old sheets stand between.
    /// Places and line ends stay where they are.
    /// </summary>
    public static string WithoutComments(string css)
    {
        if (!css.Contains("/*", StringComparison.Ordinal) && !css.Contains("--", StringComparison.Ordinal))
        {
            return css;
        }

        var blanked = css.ToCharArray();
        for (var i = 0; i < css.Length; i++)
        {
            var end = css[i] switch
            {
                '/' when At(css, i, "/*") => AfterComment(css, i),
                '<' when At(css, i, "<!--") => i + 4,
                '-' when At(css, i, "-->") => i + 3,
                _ => i,
            };
            for (var at = i; at < end; at++)
            {
                blanked[at] = css[at] == '\n' ? '\n' : ' ';
            }

            i = css[i] switch
            {
                _ when end > i => end - 1,
                '"' or '\'' => AfterString(css, i) - 1,
                '\\' => i + 1,
                _ => i,
            };
        }

        return new string(blanked);
    }

    /// <summary>The first of the wanted characters outside brackets and strings; the length of the text when there is none.</summary>
    public static int Find(ReadOnlySpan<char> css, int from, ReadOnlySpan<char> wanted)
    {
        Span<char> open = stackalloc char[MostNested];
        var nested = 0;
        var jumps = !wanted.ContainsAnyExcept(Structure);
        for (var i = from; i < css.Length; i++)
        {
            // Nothing in between counts.
            var ahead = jumps ? css[i..].IndexOfAny(Structure) : 0;
            if (ahead < 0)
            {
                return css.Length;
            }

            i += ahead;
            var c = css[i];
            if (nested == 0 && wanted.Contains(c))
            {
                return i;
            }

            switch (c)
            {
                case '"' or '\'':
                    i = AfterString(css, i) - 1;
                    break;
                case '\\':
                    i++;
                    break;
                case '(' when IsBareUrl(css, i):
                    var close = css[i..].IndexOf(')');
                    i = close < 0 ? css.Length : i + close;
                    break;
                case '(' or '[' or '{':
                    if (nested == MostNested)
                    {
                        return css.Length;
                    }

                    open[nested++] = c == '(' ? ')' : c == '[' ? ']' : '}';
                    break;
                case ')' or ']' or '}' when nested > 0 && open[nested - 1] == c:
                    nested--;
                    break;
            }
        }

        return css.Length;
    }

    /// <summary>The pieces between separators that stand outside brackets and strings, trimmed, empty ones left out.</summary>
    public static List<string> Split(ReadOnlySpan<char> css, char separator)
    {
        var pieces = new List<string>();
        for (var from = 0; from <= css.Length;)
        {
            var end = Find(css, from, [separator]);
            if (css[from..end].Trim() is { Length: > 0 } piece)
            {
                pieces.Add(piece.ToString());
            }

            from = end + 1;
        }

        return pieces;
    }

    /// <summary>The words of a value: what whitespace, or a slash, sets apart outside brackets.</summary>
    public static List<string> Words(string value)
    {
        var words = new List<string>();
        for (var from = 0; from < value.Length;)
        {
            var end = Find(value, from, " \t\n\f/,");
            if (end > from)
            {
                words.Add(value[from..end]);
            }

            if (end < value.Length && value[end] is '/' or ',')
            {
                words.Add(value[end..(end + 1)]);
            }

            from = end + 1;
        }

        return words;
    }

    /// <summary>With escapes resolved: <c>d\69splay</c> is display to a browser.</summary>
    public static string Unescape(ReadOnlySpan<char> css)
    {
        if (!css.Contains('\\'))
        {
            return css.ToString();
        }

        var text = new StringBuilder(css.Length);
        for (var i = 0; i < css.Length; i++)
        {
            if (css[i] != '\\' || i + 1 == css.Length)
            {
                text.Append(css[i]);
                continue;
            }

            var digits = 0;
            while (digits < 6 && i + 1 + digits < css.Length && char.IsAsciiHexDigit(css[i + 1 + digits]))
            {
                digits++;
            }

            if (digits == 0)
            {
                text.Append(css[++i]);
                continue;
            }

            var code = int.Parse(css.Slice(i + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            text.Append(Rune.IsValid(code) && code != 0 ? new Rune(code) : Rune.ReplacementChar);
            i += digits;
            if (i + 1 < css.Length && char.IsWhiteSpace(css[i + 1]))
            {
                i++;
            }
        }

        return text.ToString();
    }

    private static bool At(string css, int i, string mark) => string.CompareOrdinal(css, i, mark, 0, mark.Length) == 0;

    private static int AfterComment(string css, int open)
    {
        var close = css.IndexOf("*/", open + 2, StringComparison.Ordinal);
        return close < 0 ? css.Length : close + 2;
    }

    // A line end closes a string that nobody closed.
    private static int AfterString(ReadOnlySpan<char> css, int open)
    {
        for (var i = open + 1; i < css.Length; i++)
        {
            if (css[i] == css[open] || css[i] == '\n')
            {
                return i + 1;
            }

            i += css[i] == '\\' ? 1 : 0;
        }

        return css.Length;
    }

    // url(data:image/png;base64,…) without quotes: nothing in it counts but its end.
    private static bool IsBareUrl(ReadOnlySpan<char> css, int bracket) =>
        bracket >= 3 && css[(bracket - 3)..bracket].Equals("url", StringComparison.OrdinalIgnoreCase)
        && css[(bracket + 1)..].TrimStart() is [not ('"' or '\''), ..];
}
