using System.Buffers;
using System.Globalization;

namespace Moderation.Rules;

/// <summary>
/// Text as it is compared with words that people type in more than one way: lower case and without accents.
/// By a table: <see cref="string.Normalize()"/> does nothing in the invariant culture.
/// </summary>
internal static class Folding
{
    private static readonly string[] Accents =
    [
        "aáàâäãåāăąạảấầẩẫậắằẳẵặ", "cçćčĉċ", "dďđð", "eéèêëēĕėęěẹẻẽếềểễệ", "gğĝġģ", "hĥħ", "iíìîïĩīĭįıịỉ", "jĵ", "kķ", "lĺľļł", "nñńňņ",
        "oóòôöõøōŏőơọỏốồổỗộớờởỡợ", "rŕřŗ", "sśšşșŝ", "tťţțŧ", "uúùûüũūŭůűųưụủứừửữự", "wŵ", "yýÿŷỳỵỷỹ", "zźžż",
        "αά", "εέ", "ηή", "ιίϊΐ", "οό", "υύϋΰ", "ωώ", "иѝй", "еёѐ", "ії", "'’‘ʼ",
    ];

    // What each character becomes; NUL for what is left out.
    private static readonly char[] Folded = Table();

    // What each character is once it is folded.
    private static readonly LetterKind[] Kinds = [.. Enumerable.Range(0, 1 << 16).Select(c => KindOf((char)c))];

    public static string Of(string text) => Fold(text, null);

    /// <summary>The same, with the places where its words begin.</summary>
    public static FoldedText WithWords(string text)
    {
        // Words have five or six characters, with the space behind them: room for more is cheaper than making it later.
        var words = new List<FoldedWord>((text.Length / 4) + 1);
        return new FoldedText(Fold(text, words), words);
    }

    private static string Fold(ReadOnlySpan<char> text, List<FoldedWord>? words)
    {
        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        var folded = rented.AsSpan(0, text.Length);
        var (length, start) = (0, -1);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (IsAsciiLetter(c))
            {
                // Most of most texts: without the tables.
                start = start < 0 ? length : start;
                do
                {
                    folded[length++] = (char)(c | 0x20);
                }
                while (++at < text.Length && IsAsciiLetter(c = text[at]));
                if (at == text.Length)
                {
                    break;
                }
            }

            var one = Folded[c];
            if (one == '\0')
            {
                continue;
            }

            var kind = Kinds[one];
            if (kind == LetterKind.Spaced)
            {
                start = start < 0 ? length : start;
            }
            else
            {
                if (start >= 0)
                {
                    words?.Add(new FoldedWord(start, length - start));
                    start = -1;
                }

                if (kind == LetterKind.Unspaced)
                {
                    words?.Add(new FoldedWord(length, 1));
                }
            }

            folded[length++] = one;
        }

        if (start >= 0)
        {
            words?.Add(new FoldedWord(start, length - start));
        }

        var all = new string(folded[..length]);
        ArrayPool<char>.Shared.Return(rented);
        return all;
    }

    private static bool IsAsciiLetter(char c) => (uint)((c | 0x20) - 'a') <= 'z' - 'a';

    private static char[] Table()
    {
        var bases = Accents.SelectMany(row => row.Skip(1).Select(accented => (Accented: accented, Base: row[0]))).DistinctBy(pair => pair.Accented).ToDictionary(pair => pair.Accented, pair => pair.Base);
        return [.. Enumerable.Range(0, 1 << 16).Select(c => FoldedOf((char)c, bases))];
    }

    private static char FoldedOf(char c, Dictionary<char, char> bases)
    {
        if (char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format)
        {
            return '\0';
        }

        var lower = char.ToLowerInvariant(c);
        return char.IsWhiteSpace(c) ? ' ' : bases.GetValueOrDefault(lower, lower);
    }

    private static LetterKind KindOf(char c) =>
        !char.IsLetter(c) ? LetterKind.None : char.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter ? LetterKind.Unspaced : LetterKind.Spaced;

    private enum LetterKind : byte
    {
        None,

        /// <summary>Of scripts that put spaces between their words.</summary>
        Spaced,

        /// <summary>Of scripts that do not, or that have no small letters: each may begin a word.</summary>
        Unspaced,
    }
}

/// <summary>Text folded for comparing.</summary>
/// <param name="Text">As <see cref="Folding.Of"/> gives it.</param>
/// <param name="Words">Its words in their order: runs of letters, and each letter of scripts that do not space their words.</param>
internal sealed record FoldedText(string Text, List<FoldedWord> Words)
{
    public static FoldedText Empty { get; } = new("", []);
}

/// <param name="Start">In UTF-16 units.</param>
/// <param name="Length">In UTF-16 units.</param>
internal readonly record struct FoldedWord(int Start, int Length)
{
    public int End => Start + Length;
}
