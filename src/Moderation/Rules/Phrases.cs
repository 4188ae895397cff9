using System.Buffers;
using System.Globalization;

namespace Moderation.Rules;

/// <summary>Phrases that are looked for in text, all in one pass. Letters of scripts that space their words must begin at the beginning of one.</summary>
/// <param name="phrases">In any case, with or without accents.</param>
internal sealed class Phrases(IEnumerable<string> phrases)
{
    private readonly SearchValues<string> _values = SearchValues.Create([.. phrases.Select(Folding.Of).Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);

    /// <param name="folded">As <see cref="Folding.Of"/> gives it.</param>
    public bool StandIn(string folded) => IndexIn(folded) >= 0;

    /// <returns>Where the first one begins; -1 when none is there.</returns>
    /// <param name="folded">As <see cref="Folding.Of"/> gives it.</param>
    /// <param name="from">Where to begin.</param>
    public int IndexIn(string folded, int from = 0)
    {
        while (from < folded.Length && folded.AsSpan(from).IndexOfAny(_values) is >= 0 and var next)
        {
            var at = from + next;
            if (at == 0 || !char.IsLetter(folded[at - 1]) || char.GetUnicodeCategory(folded[at]) == UnicodeCategory.OtherLetter)
            {
                return at;
            }

            from = at + 1;
        }

        return -1;
    }
}
