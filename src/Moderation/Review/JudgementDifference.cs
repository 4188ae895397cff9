using System.Globalization;
using Moderation.Rules;

namespace Moderation.Review;

/// <summary>What a second look found that the first did not show.</summary>
public static class JudgementDifference
{
    /// <summary>The name of the evidence that says how far a limit is exceeded.</summary>
    private const string Excess = "excess";

    /// <summary>
    /// Findings of <paramref name="now"/> that hold or block and that <paramref name="before"/> did not show in that place:
    /// at all, at that weight, as something that could not be checked, or that far beyond the limit.
    /// </summary>
    public static IReadOnlyList<Finding> Worse(Judgement before, Judgement now) =>
        [.. now.Findings.Where(finding => finding.Severity >= Severity.Hold && !before.Findings.Any(shown => Covers(shown, finding)))];

    private static bool Covers(Finding shown, Finding finding) =>
        shown.Rule == finding.Rule
        && shown.Where?.Part == finding.Where?.Part
        && shown.Where?.Element == finding.Where?.Element
        && shown.Severity >= finding.Severity
        && (shown.Unchecked || !finding.Unchecked)
        && ExcessOf(shown) >= ExcessOf(finding);

    private static decimal ExcessOf(Finding finding) =>
        finding.Evidence.FirstOrDefault(evidence => evidence.Name == Excess) is { } excess
        && decimal.TryParse(excess.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
