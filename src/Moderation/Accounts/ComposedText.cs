using System.Text;

namespace Moderation.Accounts;

/// <summary>
/// Whether a letter with an accent is one character, as keyboards write it and as Unicode's NFC has it, or a letter and an accent
/// after it, as some file systems and programs leave it. Both look alike, so one mailbox would be two contacts, and who opted out
/// under one spelling would be mailed under the other. The console runs without Unicode's tables
/// (InvariantGlobalization, where <see cref="string.Normalize()"/> changes nothing), so the second spelling is refused instead of rewritten.
/// </summary>
public static class ComposedText
{
    /// <summary>What a person reads who gave such a text.</summary>
    public const string Sentence = "It has a letter whose accent is a character of its own, which looks the same and is not. Type it anew instead of copying it.";

    // Unicode 16, blocks whose characters NFC joins with the letter before or replaces by another one.
    // Signs of Indic scripts are not among them: they are letters' parts in their usual spelling.
    private static readonly (int First, int Last)[] Parts =
    [
        (0x0300, 0x036F), // Combining Diacritical Marks
        (0x1100, 0x11FF), // Hangul Jamo: parts of a syllable
        (0x1AB0, 0x1AFF), // Combining Diacritical Marks Extended
        (0x1DC0, 0x1DFF), // Combining Diacritical Marks Supplement
        (0x20D0, 0x20FF), // Combining Diacritical Marks for Symbols
        (0x2126, 0x2126), // Ohm, Kelvin and Ångström signs are letters
        (0x212A, 0x212B),
        (0x3099, 0x309A), // The voiced marks of Kana
        (0xA960, 0xA97F), // Hangul Jamo Extended-A
        (0xD7B0, 0xD7FF), // Hangul Jamo Extended-B
        (0xF900, 0xFAFF), // CJK Compatibility Ideographs
        (0xFE20, 0xFE2F), // Combining Half Marks
        (0xFF00, 0xFFEF), // Halfwidth and Fullwidth Forms: browsers read ASCII in them (UTS 46)
        (0x2F800, 0x2FA1F), // CJK Compatibility Ideographs Supplement
    ];

    public static bool IsComposed(string text) => Ascii.IsValid(text) || !text.EnumerateRunes().Any(IsPart);

    private static bool IsPart(Rune rune) => Array.Exists(Parts, part => part.First <= rune.Value && rune.Value <= part.Last);
}
