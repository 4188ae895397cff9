using System.Collections.Immutable;
using System.Text;

namespace Moderation.Campaigns;

/// <summary>
/// What content is like, in 64 numbers: the share of equal numbers in two sketches estimates how much of their words they have
/// in common (MinHash, Broder 1997, over runs of four words). Nothing of the text can be read back from it.
/// Stored: changing what is hashed makes old sketches useless.
/// </summary>
public static class ContentSketch
{
    /// <summary>Numbers in a sketch.</summary>
    public const int Length = 64;

    private const int Run = 4;

    // Below this a few stock phrases would make strangers alike.
    private const int FewestWords = 12;

    private const int MostWords = 20_000;

    /// <returns>Empty for content with too few words to compare.</returns>
    public static ImmutableArray<int> Of(Submission submission)
    {
        var words = Words(submission);
        if (words.Count < FewestWords)
        {
            return [];
        }

        var least = new uint[Length];
        Array.Fill(least, uint.MaxValue);
        for (var i = 0; i + Run <= words.Count; i++)
        {
            var hash = 14_695_981_039_346_656_037UL;
            for (var w = i; w < i + Run; w++)
            {
                hash = Mix(hash ^ words[w]);
            }

            for (var n = 0; n < Length; n++)
            {
                least[n] = Math.Min(least[n], (uint)(Mix(hash + ((ulong)n * 0x9E37_79B9_7F4A_7C15UL)) >> 32));
            }
        }

        return [.. least.Select(value => unchecked((int)value))];
    }

    /// <summary>0 to 1; 0 when one of them is empty.</summary>
    public static double Likeness(ImmutableArray<int> one, ImmutableArray<int> other) =>
        one.Length == Length && other.Length == Length ? (double)Enumerable.Range(0, Length).Count(i => one[i] == other[i]) / Length : 0;

    // Case, punctuation and digits change from one copy to the next: prices, dates, names.
    private static List<ulong> Words(Submission submission)
    {
        var words = new List<ulong>();
        Add(words, submission.Content.Subject);
        if (submission.Html is { Document: not null } html)
        {
            foreach (var text in html.Texts)
            {
                Add(words, text.Data);
            }
        }
        else
        {
            Add(words, submission.Content.Text ?? "");
        }

        return words;
    }

    private static void Add(List<ulong> words, string text)
    {
        const ulong Start = 14_695_981_039_346_656_037UL;
        var word = Start;
        foreach (var rune in text.EnumerateRunes())
        {
            if (words.Count >= MostWords)
            {
                return;
            }

            if (Rune.IsLetter(rune))
            {
                word = Mix(word ^ (uint)Rune.ToLowerInvariant(rune).Value);
            }
            else if (word != Start && Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.Format))
            {
                words.Add(word);
                word = Start;
            }
        }

        if (word != Start)
        {
            words.Add(word);
        }
    }

    // The finalizer of SplitMix64: each bit of the input moves half of the bits of the output.
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return x ^ (x >> 31);
    }
}
