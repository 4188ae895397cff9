using Moderation.Campaigns;

namespace Moderation.Rules.Subject;

/// <summary>A subject all in capitals.</summary>
public sealed class SubjectCapitals : IRule
{
    // "NASA NEWS" is a name; from a few words on it is shouting.
    private const int FewestLetters = 10;

    public RuleInfo Info { get; } = new(
        "subject.capitals",
        "Subject in capitals",
        "Capitals read as shouting, and filters count them.",
        "Write the subject as a sentence.",
        Severity.Advise,
        Needs.Content,
        "Common practice; SpamAssassin SUBJ_ALL_CAPS.")
    {
        Examples = [new("BIG AUTUMN SALE TODAY", "NASA and ESA in one evening")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var subject = submission.Content.Subject;
        // Of most subjects this is all that need be known.
        if (subject.Count(char.IsUpper) < FewestLetters)
        {
            yield break;
        }

        var words = string.Concat(Template.Parse(subject).Pieces.OfType<Literal>().Select(literal => literal.Text));
        var (capitals, small) = (words.Count(char.IsUpper), words.Count(char.IsLower));
        if (capitals >= FewestLetters && small == 0 && words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsUpper)) > 1)
        {
            yield return new Finding(Info.Code, Info.Severity, "The whole subject is in capitals.", new Where(Part.Headers, null, null, Excerpt.Of(subject)),
                [new Evidence("subject", Excerpt.Of(subject)), new Evidence("capital letters", $"{capitals:N0} of {capitals:N0}")], Info.Fix);
        }
    }
}
