using Moderation.Campaigns;

namespace Moderation.Rules.Subject;

/// <summary>A subject that no mail program shows to its end.</summary>
public sealed class SubjectLong : IRule
{
    private const int Most = 200;

    public RuleInfo Info { get; } = new(
        "subject.long",
        "Long subject",
        "Phones show some 40 characters, other programs 70. Filters distrust more than 200.",
        "Say it in fewer words; the preheader has room for more.",
        Severity.Advise,
        Needs.Content,
        "Common practice; Rspamd LONG_SUBJ.")
    {
        Examples = [new("A subject of 201 characters", "A subject of 60 characters")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var subject = submission.Content.Subject;
        var length = 0;
        foreach (var _ in subject.EnumerateRunes())
        {
            length++;
        }

        if (length > Most)
        {
            yield return new Finding(Info.Code, Info.Severity, $"The subject has {length:N0} characters. Filters distrust more than {Most:N0}.", new Where(Part.Headers, null, null, Excerpt.Of(subject)),
                [new Evidence("characters", $"{length:N0}"), new Evidence("limit", $"{Most:N0}")], Info.Fix);
        }
    }
}
