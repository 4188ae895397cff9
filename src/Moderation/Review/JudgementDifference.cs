using Moderation.Rules;

namespace Moderation.Review;

/// <summary>What a second look found that the first did not show.</summary>
public static class JudgementDifference
{
    /// <summary>Findings of <paramref name="now"/> that hold or block and that <paramref name="before"/> did not show at that weight in that place.</summary>
    public static IReadOnlyList<Finding> Worse(Judgement before, Judgement now)
    {
        var shown = before.Findings
            .GroupBy(Place)
            .ToDictionary(group => group.Key, group => group.Max(finding => finding.Severity));
        return [.. now.Findings.Where(finding => finding.Severity >= Severity.Hold && !(shown.TryGetValue(Place(finding), out var weight) && weight >= finding.Severity))];
    }

    private static (string Rule, Part? Part, string? Element) Place(Finding finding) => (finding.Rule, finding.Where?.Part, finding.Where?.Element);
}
