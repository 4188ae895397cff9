using Moderation.Review;
using Moderation.Rules;

namespace Moderation.Web.Pages.Queue;

/// <summary>A reason that can be ticked.</summary>
/// <param name="Code">Of <see cref="DecisionReason"/> or of a rule.</param>
/// <param name="Label">For the reviewer.</param>
/// <param name="ForMarketer">What the marketer reads.</param>
/// <param name="Suggested">Ticked from the start: the rules found it in this mailing, or nothing but the account holds it.</param>
public sealed record OfferedReason(string Code, string Label, string ForMarketer, bool Suggested);

/// <summary>The reasons of a decision: the reviewer's four points, and what the rules found.</summary>
public static class Reasons
{
    public static IReadOnlyList<OfferedReason> Offered(Judgement judgement) =>
    [
        .. DecisionReason.All.Select(reason => new OfferedReason(reason.Code, reason.Label, reason.ForMarketer, Suggested: false)),
        .. judgement.Findings
            .GroupBy(finding => finding.Rule)
            .Select(rule => new OfferedReason(rule.Key, Title(rule.Key), Say(rule), rule.Any(finding => IsSuggested(finding, judgement)))),
    ];

    // What the account is held for is nothing that the marketer could mend in this mailing, so beside another reason it would only confuse.
    private static bool IsSuggested(Finding finding, Judgement judgement) =>
        QueueOrder.QuestionsContent(finding) || (finding.Severity >= Severity.Hold && !judgement.Findings.Any(QueueOrder.QuestionsContent));

    /// <summary>Of the codes that were sent, those that this judgement offers.</summary>
    public static IReadOnlyList<string> Known(IEnumerable<string> codes, Judgement judgement) =>
        [.. Offered(judgement).Select(reason => reason.Code).Intersect(codes, StringComparer.Ordinal)];

    public static string Title(string code) =>
        DecisionReason.All.FirstOrDefault(reason => reason.Code == code)?.Label
        ?? RuleCatalogue.Find(code)?.Title
        ?? code;

    private static string Say(IEnumerable<Finding> findings)
    {
        var first = findings.First();
        return $"{first.Message} {first.Fix}";
    }
}
