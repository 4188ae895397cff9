using System.Collections.Frozen;
using System.Globalization;

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

    public static string Of(string text)
    {
        var folded = new char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            if (c < 0x80)
            {
                folded[length++] = c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c is >= '\t' and <= '\r' ? ' ' : c;
            }
            else if (char.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format))
            {
                var lower = char.ToLowerInvariant(c);
                folded[length++] = char.IsWhiteSpace(c) ? ' ' : Bases.GetValueOrDefault(lower, lower);
            }
        }

        return new string(folded, 0, length);
    }
}
