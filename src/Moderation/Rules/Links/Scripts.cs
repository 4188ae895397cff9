using System.Globalization;
using System.Text;

namespace Moderation.Rules.Links;

/// <summary>The writing systems that look alike to readers, or that are usually written together.</summary>
internal enum Script
{
    /// <summary>Digits, hyphens, marks: they go with every script.</summary>
    Common,
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Thai,
    Georgian,
    Cherokee,
    Coptic,
    Han,
    Kana,
    Bopomofo,
    Hangul,

    /// <summary>Any other: none of them has letters that pass for ASCII.</summary>
    Other,
}

/// <summary>
/// Which script a letter belongs to (UAX 24) and which ASCII it passes for (UTS 39), as far as hosts need it. Written out, because
/// the console runs without Unicode's tables (InvariantGlobalization).
/// </summary>
internal static class Scripts
{
    private static readonly (int First, int Last, Script Script)[] Ranges =
    [
        (0x0041, 0x024F, Script.Latin),
        (0x0250, 0x02AF, Script.Latin),
        (0x0370, 0x03E1, Script.Greek),
        (0x03E2, 0x03EF, Script.Coptic),
        (0x03F0, 0x03FF, Script.Greek),
        (0x0400, 0x052F, Script.Cyrillic),
        (0x0531, 0x058F, Script.Armenian),
        (0x0591, 0x05F4, Script.Hebrew),
        (0x0600, 0x077F, Script.Arabic),
        (0x08A0, 0x08FF, Script.Arabic),
        (0x0E00, 0x0E7F, Script.Thai),
        (0x10A0, 0x10FF, Script.Georgian),
        (0x1100, 0x11FF, Script.Hangul),
        (0x13A0, 0x13FF, Script.Cherokee),
        (0x1C80, 0x1C8F, Script.Cyrillic),
        (0x1C90, 0x1CBF, Script.Georgian),
        (0x1D00, 0x1DBF, Script.Latin),
        (0x1E00, 0x1EFF, Script.Latin),
        (0x1F00, 0x1FFF, Script.Greek),
        (0x2C60, 0x2C7F, Script.Latin),
        (0x2C80, 0x2CFF, Script.Coptic),
        (0x2DE0, 0x2DFF, Script.Cyrillic),
        (0x2E80, 0x2FDF, Script.Han),
        (0x3005, 0x3007, Script.Han),
        (0x3041, 0x30FF, Script.Kana),
        (0x3100, 0x312F, Script.Bopomofo),
        (0x3130, 0x318F, Script.Hangul),
        (0x31A0, 0x31BF, Script.Bopomofo),
        (0x31F0, 0x31FF, Script.Kana),
        (0x3400, 0x9FFF, Script.Han),
        (0xA640, 0xA69F, Script.Cyrillic),
        (0xA720, 0xA7FF, Script.Latin),
        (0xAB30, 0xAB6F, Script.Latin),
        (0xAB70, 0xABBF, Script.Cherokee),
        (0xAC00, 0xD7FF, Script.Hangul),
        (0xF900, 0xFAFF, Script.Han),
        (0xFB50, 0xFDFF, Script.Arabic),
        (0xFE70, 0xFEFC, Script.Arabic),
        (0x20000, 0x3FFFF, Script.Han),
    ];

    // Small letters, as hosts have them, that pass for ASCII in the usual typefaces (UTS 39 confusables; Chromium's lists).
    private static readonly Dictionary<char, char> LookAlikes = Pairs(
        // Cyrillic. Not those that look like small capitals: words of them are words.
        "аa сc ԁd еe һh іi јj ӏl оo рp ԛq ѕs ԝw хx уy ѵv гr ҽe",
        // Greek.
        "αa γy ιi κk νv οo ρp σo υu χx ϲc ϳj ϱp",
        // Armenian.
        "օo սu հh ոn ցg զq յj քp ւl",
        // Latin that no ASCII keyboard has, of phonetic alphabets.
        "ɑa ɡg ɩi ᴀa ᴄc ᴅd ᴇe ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ſs");

    public static Script Of(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.LetterNumber))
        {
            return Script.Common;
        }

        var at = Array.BinarySearch(Ranges, (rune.Value, 0, default), FirstOfRange.Instance);
        var range = Ranges[Math.Max(at < 0 ? ~at - 1 : at, 0)];
        return range.First <= rune.Value && rune.Value <= range.Last ? range.Script : Script.Other;
    }

    /// <summary>The ASCII that a text passes for: each letter by what it looks like. Letters that look like none stay.</summary>
    public static string Skeleton(string text) => string.Concat(text.Select(c => LookAlikes.GetValueOrDefault(c, c)));

    private static Dictionary<char, char> Pairs(params string[] scripts) =>
        scripts.SelectMany(script => script.Split(' ')).ToDictionary(pair => pair[0], pair => pair[1]);

    private sealed class FirstOfRange : IComparer<(int First, int Last, Script Script)>
    {
        public static readonly FirstOfRange Instance = new();

        public int Compare((int First, int Last, Script Script) x, (int First, int Last, Script Script) y) => x.First.CompareTo(y.First);
    }
}
