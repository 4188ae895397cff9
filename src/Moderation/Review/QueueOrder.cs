using Moderation.Rules;

namespace Moderation.Review;

/// <summary>
/// The order of the queue: by due time, earliest first. A due time never moves while a campaign waits, so nothing that
/// comes later can push an older item back for ever, and pages can be read by key.
/// </summary>
public static class QueueOrder
{
    /// <summary>How long a campaign may wait when nothing but its account holds it.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromHours(4);

    /// <summary>How long it may wait when its content is questioned: it may go back, and the marketer needs time to mend it.</summary>
    public static readonly TimeSpan Questioned = TimeSpan.FromHours(2);

    /// <summary>How long before its planned time a campaign is to be decided.</summary>
    public static readonly TimeSpan BeforeSending = TimeSpan.FromMinutes(30);

    /// <param name="submittedAt">When it was submitted.</param>
    /// <param name="sendAt">Not before this time; null is as soon as approved.</param>
    /// <param name="judgement">What the rules found.</param>
    public static DateTimeOffset Due(DateTimeOffset submittedAt, DateTimeOffset? sendAt, Judgement judgement)
    {
        var patient = submittedAt + (judgement.Findings.Any(QuestionsContent) ? Questioned : Usual);
        return sendAt - BeforeSending is { } latest && latest < patient ? latest : patient;
    }

    /// <summary>Whether a finding speaks against this mailing and not only about its account.</summary>
    public static bool QuestionsContent(Finding finding) =>
        finding.Severity >= Severity.Hold && !finding.Rule.StartsWith("account.", StringComparison.Ordinal);
}
