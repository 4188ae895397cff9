using System.Globalization;
using Moderation.Rules;

namespace Moderation.Review;

/// <param name="What">A rule's title or a figure's meaning.</param>
/// <param name="Code">Of the rule; null for a figure.</param>
/// <param name="Before">In words.</param>
/// <param name="After">In words.</param>
public sealed record PolicyChange(string What, string? Code, string Before, string After)
{
    public override string ToString() => $"{What}: {Before} → {After}";
}

/// <summary>What one version of the policy changes against another.</summary>
public static class PolicyDifference
{
    /// <summary>In the order of the catalogue, then of the figures.</summary>
    public static IReadOnlyList<PolicyChange> Between(Policy before, Policy after) =>
    [
        .. from rule in RuleCatalogue.All
           let was = before.SeverityOf(rule.Info)
           let now = after.SeverityOf(rule.Info)
           where was != now
           select new PolicyChange(rule.Info.Title, rule.Info.Code, Say(was), Say(now)),
        .. from figure in Figure.All
           where !Equals(figure.Of(before.Thresholds), figure.Of(after.Thresholds))
           select new PolicyChange(Capital(figure.Meaning), null, figure.Say(before.Thresholds), figure.Say(after.Thresholds)),
        .. before.ReviewEverything == after.ReviewEverything ? Array.Empty<PolicyChange>() : [new("Review everything", null, YesNo(before.ReviewEverything), YesNo(after.ReviewEverything))],
        .. before.ReviewShare == after.ReviewShare ? Array.Empty<PolicyChange>() : [new("Share that is reviewed all the same", null, Percent(before.ReviewShare), Percent(after.ReviewShare))],
    ];

    /// <summary>What a weight does.</summary>
    public static string Say(Severity severity) => severity switch
    {
        Severity.Block => "blocks",
        Severity.Hold => "holds",
        _ => "advises",
    };

    public static string Percent(decimal share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    private static string YesNo(bool yes) => yes ? "yes" : "no";

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
