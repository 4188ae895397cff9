using System.Globalization;
using System.Text;

namespace Moderation.Rules.Sight;

internal static class Ink
{
    /// <summary>Whether there is a letter, a digit or a pictogram in it. Dots, dashes and characters without width are nothing to read.</summary>
    public static bool Has(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) ? !IsBlankLetter(rune.Value) : Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol && rune.Value is not (0x2800 or 0xFFFC or 0xFFFD))
            {
                return true;
            }
        }

        return false;
    }

    // Hangul fillers: letters by category, and nothing to see.
    private static bool IsBlankLetter(int code) => code is 0x115F or 0x1160 or 0x3164 or 0xFFA0;
}
