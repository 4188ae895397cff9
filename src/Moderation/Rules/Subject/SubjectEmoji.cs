using System.Globalization;
using System.Text;
using Moderation.Campaigns;

namespace Moderation.Rules.Subject;

/// <summary>Three or more emoji in a row.</summary>
public sealed class SubjectEmoji : IRule
{
    private const int Fewest = 3;

    public RuleInfo Info { get; } = new(
        "subject.emoji",
        "A row of emoji in the subject",
        "One emoji draws the eye; a row of them looks like spam, and some programs show squares.",
        "Keep one or two.",
        Severity.Advise,
        Needs.Content,
        "Common practice of filters.")
    {
        Examples = [new("Sale 🔥🔥🔥", "Sale 🔥")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var subject = submission.Content.Subject;
        if (Ascii.IsValid(subject))
        {
            yield break;
        }

        var longest = LongestRun(subject);
        if (longest >= Fewest)
        {
            yield return new Finding(Info.Code, Info.Severity, $"{longest:N0} emoji stand in a row in the subject.", new Where(Part.Headers, null, null, Excerpt.Of(subject)), [new Evidence("in a row", $"{longest:N0}")], Info.Fix);
        }
    }

    // One picture may be many characters: joined by U+200D, with a skin tone, a variation selector, or two letters of a flag.
    private static int LongestRun(string subject)
    {
        var (run, longest) = (0, 0);
        var elements = StringInfo.GetTextElementEnumerator(subject);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (!string.IsNullOrWhiteSpace(element))
            {
                run = IsEmoji(element) ? run + 1 : 0;
                longest = Math.Max(longest, run);
            }
        }

        return longest;
    }

    private static bool IsEmoji(string element)
    {
        var first = element.EnumerateRunes().First().Value;
        return first is >= 0x1F300 and <= 0x1FAFF or >= 0x1F1E6 and <= 0x1F1FF or >= 0x2600 and <= 0x27BF or >= 0x1F000 and <= 0x1F0FF or >= 0x2B00 and <= 0x2BFF or 0x203C or 0x2049 or 0x231A or 0x231B or >= 0x23E9 and <= 0x23FA
            || element.Contains('\uFE0F', StringComparison.Ordinal);
    }
}
