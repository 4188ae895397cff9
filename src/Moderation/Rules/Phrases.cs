using System.Globalization;

namespace Moderation.Rules;

/// <summary>
/// Phrases that are looked for in text, all in one pass. Letters of scripts that space their words must begin at the beginning of one.
/// That is why this is a table of beginnings: only a few words of a mail begin as a phrase does, and an automaton reads each letter.
/// </summary>
internal sealed class Phrases
{
    // For the first two characters of a phrase: which of the lists below to try. The first is empty.
    private readonly ushort[] _beginnings = new ushort[1 << 12];
    private readonly List<string[]> _lists = [[]];

    /// <param name="phrases">In any case, with or without accents; of two characters or more.</param>
    public Phrases(IEnumerable<string> phrases)
    {
        foreach (var list in phrases.Select(Folding.Of).Distinct(StringComparer.Ordinal).GroupBy(phrase => Slot(phrase[0], phrase[1])))
        {
            _beginnings[list.Key] = (ushort)_lists.Count;
            _lists.Add([.. list]);
        }
    }

    /// <param name="folded">As <see cref="Folding.Of"/> gives it.</param>
    public bool StandIn(string folded) => IndexIn(folded) >= 0;

    /// <returns>Where the first one begins; -1 when none is there.</returns>
    /// <param name="folded">As <see cref="Folding.Of"/> gives it.</param>
    public int IndexIn(string folded)
    {
        var isWithinWord = false;
        for (var at = 0; at < folded.Length - 1; at++)
        {
            var c = folded[at];
            if (c < 0x80)
            {
                if (!isWithinWord && StandsAt(folded, at))
                {
                    return at;
                }

                isWithinWord = char.IsAsciiLetterLower(c);
            }
            else
            {
                var isLetter = char.IsLetter(c);
                if ((!isWithinWord || (isLetter && char.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter)) && StandsAt(folded, at))
                {
                    return at;
                }

                isWithinWord = isLetter;
            }
        }

        return -1;
    }

    private bool StandsAt(string folded, int at)
    {
        var list = _beginnings[Slot(folded[at], folded[at + 1])];
        return list != 0 && StandsAt(folded, at, _lists[list]);
    }

    private static bool StandsAt(string folded, int at, string[] phrases)
    {
        foreach (var phrase in phrases)
        {
            if (string.CompareOrdinal(folded, at, phrase, 0, phrase.Length) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static int Slot(char first, char second) => ((first & 0x3F) << 6) | (second & 0x3F);
}
