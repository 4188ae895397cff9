using System.Runtime.InteropServices;

namespace Moderation.Rules;

/// <summary>
/// Phrases that are looked for in text, all in one pass. Each begins with a letter, at the beginning of a word: that is why this is
/// a table of beginnings. Only a few words of a mail begin as a phrase does, and an automaton reads each letter.
/// </summary>
internal sealed class Phrases
{
    // For the first two characters of a phrase: which of the lists below to try. The first is empty.
    private readonly ushort[] _beginnings = new ushort[1 << 12];
    private readonly List<string[]> _lists = [[]];

    /// <param name="phrases">In any case, with or without accents; of two characters or more, the first a letter.</param>
    public Phrases(IEnumerable<string> phrases)
    {
        foreach (var list in phrases.Select(Folding.Of).Distinct(StringComparer.Ordinal).GroupBy(phrase => Slot(phrase[0], phrase[1])))
        {
            _beginnings[list.Key] = (ushort)_lists.Count;
            _lists.Add([.. list]);
        }
    }

    public bool StandIn(FoldedText folded) => IndexIn(folded) >= 0;

    /// <returns>Where the first one begins; -1 when none is there.</returns>
    /// <param name="folded">To look in.</param>
    /// <param name="from">Where to begin.</param>
    public int IndexIn(FoldedText folded, int from = 0)
    {
        var text = folded.Text.AsSpan();
        foreach (ref readonly var word in CollectionsMarshal.AsSpan(folded.Words))
        {
            var at = word.Start;
            if (at >= from && at + 1 < text.Length && _beginnings[Slot(text[at], text[at + 1])] is not 0 and var list && AnyBegins(text[at..], _lists[list]))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool AnyBegins(ReadOnlySpan<char> text, string[] phrases)
    {
        foreach (var phrase in phrases)
        {
            if (text.StartsWith(phrase, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static int Slot(char first, char second) => ((first & 0x3F) << 6) | (second & 0x3F);
}
