using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Moderation.Rules;

/// <summary>
/// Text as it is compared with words that people type in more than one way: lower case and without accents.
/// By a table: <see cref="string.Normalize()"/> does nothing in the invariant culture.
/// </summary>
internal static class Folding
{
    private static readonly FrozenDictionary<char, char> Bases = new[]
    {
        "aáàâäãåāăąạảấầẩẫậắằẳẵặ", "cçćčĉċ", "dďđð", "eéèêëēĕėęěẹẻẽếềểễệ", "gğĝġģ", "hĥħ", "iíìîïĩīĭįıịỉ", "jĵ", "kķ", "lĺľļł", "nñńňņ",
        "oóòôöõøōŏőơọỏốồổỗộớờởỡợ", "rŕřŗ", "sśšşșŝ", "tťţțŧ", "uúùûüũūŭůűųưụủứừửữự", "wŵ", "yýÿŷỳỵỷỹ", "zźžż",
        "αά", "εέ", "ηή", "ιίϊΐ", "οό", "υύϋΰ", "ωώ", "иѝй", "еёѐ", "ії", "'’‘ʼ",
    }.SelectMany(row => row.Skip(1).Select(accented => (accented, row[0]))).DistinctBy(pair => pair.accented).ToFrozenDictionary(pair => pair.accented, pair => pair.Item2);

    // ASCII without the control characters that are white space: folded many characters at a time.
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(c => (char)c).Where(c => c is < '\t' or > '\r')]);

    public static string Of(string text)
    {
        var folded = ArrayPool<char>.Shared.Rent(text.Length);
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var run = text.AsSpan(at);
            run = run.IndexOfAnyExcept(Plain) is >= 0 and var next ? run[..next] : run;
            Ascii.ToLower(run, folded.AsSpan(length), out _);
            length += run.Length;
            at += run.Length;
            if (at < text.Length && Fold(text[at]) is { } one)
            {
                folded[length++] = one;
            }
        }

        var all = new string(folded, 0, length);
        ArrayPool<char>.Shared.Return(folded);
        return all;
    }

    // Null for what is left out.
    private static char? Fold(char c)
    {
        if (char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format)
        {
            return null;
        }

        if (char.IsWhiteSpace(c))
        {
            return ' ';
        }

        var lower = char.ToLowerInvariant(c);
        return Bases.GetValueOrDefault(lower, lower);
    }
}
