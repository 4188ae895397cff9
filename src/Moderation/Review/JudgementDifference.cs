using System.Globalization;
using Moderation.Rules;

namespace Moderation.Review;

/// <summary>What a second look found that the first did not show.</summary>
public static class JudgementDifference
{
    /// <summary>Evidence that counts how bad it is, more being worse, with how much more says nothing new: a spam score moves a little by itself.</summary>
    private static readonly (string Name, decimal Slack)[] Figures = [("excess", 0), ("signs", 0), ("score", 1)];

    /// <summary>Evidence that says what the finding is about: two links may stand in one place, and one link may come to lead to another domain.</summary>
    private static readonly string[] Subjects = ["address", "domain", "link"];

    /// <summary>What <see cref="Subjects"/> say beside the address.</summary>
    private const string Remark = " · ";

    /// <summary>
    /// Findings of <paramref name="now"/> that hold or block and that <paramref name="before"/> did not show in that place:
    /// at all, of that link or domain, at that weight, as known or as something that could not be checked, or that far beyond the limit.
    /// </summary>
    public static IReadOnlyList<Finding> Worse(Judgement before, Judgement now) =>
        [.. now.Findings.Where(finding => finding.Severity >= Severity.Hold && !before.Findings.Any(shown => Covers(shown, finding)))];

    /// <summary>Rules that were run for <paramref name="before"/> and not for <paramref name="now"/>: what they would find is unknown.</summary>
    public static IReadOnlyList<NotChecked> NoLongerRun(Judgement before, Judgement now) =>
        [.. now.NotChecked.Where(rule => !before.NotChecked.Any(other => other.Rule == rule.Rule))];

    private static bool Covers(Finding shown, Finding finding) =>
        shown.Rule == finding.Rule
        && shown.Where?.Part == finding.Where?.Part
        && shown.Where?.Element == finding.Where?.Element
        && shown.Severity >= finding.Severity
        // Who approved what nobody could check has not approved what it turned out to be.
        && shown.Unchecked == finding.Unchecked
        && SubjectsOf(finding).IsSubsetOf(SubjectsOf(shown))
        && Array.TrueForAll(Figures, figure => FigureOf(shown, figure.Name) + figure.Slack >= FigureOf(finding, figure.Name));

    private static HashSet<string> SubjectsOf(Finding finding) =>
        [.. finding.Evidence.Where(evidence => Subjects.Contains(evidence.Name)).Select(evidence => evidence.Value.Split(Remark)[0])];

    private static decimal FigureOf(Finding finding, string name) =>
        finding.Evidence.FirstOrDefault(evidence => evidence.Name == name) is { } figure
        && decimal.TryParse(figure.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
