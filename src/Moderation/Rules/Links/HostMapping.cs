using System.Globalization;
using System.Text;

namespace Moderation.Rules.Links;

/// <summary>
/// What browsers make of the characters of a host before they look it up (UTS 46 §5): the part of it by which ASCII is hidden.
/// Written out, because the console runs without Unicode's tables (InvariantGlobalization).
/// </summary>
internal static class HostMapping
{
    /// <summary>Lower case; wide, circled, raised and mathematical letters and digits as plain ones; without what nobody sees.</summary>
    public static string Map(string host)
    {
        if (Ascii.IsValid(host))
        {
            return host.ToLowerInvariant();
        }

        var mapped = new StringBuilder(host.Length);
        foreach (var rune in host.EnumerateRunes())
        {
            if (!IsIgnored(rune.Value))
            {
                mapped.Append(Map(rune));
            }
        }

        return mapped.ToString().ToLowerInvariant();
    }

    /// <summary>Whether UTS 46 drops the character: the host with it and the host without it are one.</summary>
    public static bool IsIgnored(int value) =>
        value is 0x00AD or 0x034F or 0x200B or 0x2060 or 0x2064 or 0xFEFF or (>= 0x180B and <= 0x180D) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static string Map(Rune rune)
    {
        var value = rune.Value;
        return value switch
        {
            0x3002 or 0xFF61 => ".",
            // Fullwidth forms of ASCII.
            >= 0xFF01 and <= 0xFF5E => ((char)(value - 0xFEE0)).ToString(),
            // Circled letters.
            >= 0x24B6 and <= 0x24CF => ((char)('a' + value - 0x24B6)).ToString(),
            >= 0x24D0 and <= 0x24E9 => ((char)('a' + value - 0x24D0)).ToString(),
            // Mathematical letters: 13 alphabets of 26 capitals and 26 small ones; mathematical digits: five rows of ten.
            >= 0x1D400 and <= 0x1D6A3 => ((char)('a' + (value - 0x1D400) % 26)).ToString(),
            >= 0x1D7CE and <= 0x1D7FF => ((char)('0' + (value - 0x1D7CE) % 10)).ToString(),
            _ => Digit(rune) ?? rune.ToString(),
        };
    }

    // ①, ², ₂: digits that are no decimal digits of a script.
    private static string? Digit(Rune rune)
    {
        if (!rune.IsBmp || Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherNumber)
        {
            return null;
        }

        return CharUnicodeInfo.GetDigitValue((char)rune.Value) is >= 0 and <= 9 and var digit ? $"{digit}" : null;
    }
}
