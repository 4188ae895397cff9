using Moderation.Campaigns;

namespace Moderation.Rules.Subject;

/// <summary>A mail without a subject.</summary>
public sealed class SubjectEmpty : IRule
{
    public RuleInfo Info { get; } = new(
        "subject.empty",
        "Empty subject",
        "Mail without a subject is hard to find again, and filters distrust it.",
        "Write a subject that says what the mail is about.",
        Severity.Advise,
        Needs.Content,
        "Common practice; SpamAssassin MISSING_SUBJECT.")
    {
        Examples = [new("(nothing)", "News from the lighthouse")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var content = submission.Content;
        // A bare HTML file has no header at all: there is nothing to miss.
        var isBareFile = content.FromAddress is null && content.FromName.Length == 0 && content.Subject.Length == 0;
        if (string.IsNullOrWhiteSpace(content.Subject) && !isBareFile)
        {
            yield return new Finding(Info.Code, Info.Severity, "The subject is empty.", new Where(Part.Headers), [new Evidence("characters", $"{content.Subject.Length:N0}")], Info.Fix);
        }
    }
}
