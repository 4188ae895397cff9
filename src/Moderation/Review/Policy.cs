using Moderation.Rules;

namespace Moderation.Review;

/// <summary>How findings are weighed. Versioned: a stored verdict names the version that made it.</summary>
/// <param name="Version">1 is the policy as shipped.</param>
/// <param name="Severities">By rule code, where the admin departs from the rule's own weight.</param>
/// <param name="Thresholds">The figures that rules compare with.</param>
public sealed record Policy(int Version, IReadOnlyDictionary<string, Severity> Severities, Thresholds Thresholds)
{
    public static readonly Policy Default = new(1, new Dictionary<string, Severity>(StringComparer.Ordinal), Thresholds.Default);

    /// <summary>A project manager looks at every mailing, whatever the rules say.</summary>
    public bool ReviewEverything { get; init; }

    /// <summary>The share, from 0 to 1, of the mailings without objection that a project manager looks at all the same.</summary>
    public decimal ReviewShare { get; init; }

    /// <summary>As the admin set it, but never below <see cref="Law.Floor"/>.</summary>
    public Severity SeverityOf(RuleInfo rule) =>
        Severities.TryGetValue(rule.Code, out var severity) && severity >= Law.Floor(rule) ? severity : rule.Severity;

    /// <summary>
    /// The policy moves what the rule finds at its full weight. What the rule itself calls lighter stays lighter
    /// and never outweighs the policy.
    /// </summary>
    public Severity Weigh(RuleInfo rule, Severity found)
    {
        var severity = SeverityOf(rule);
        return found >= rule.Severity || found > severity ? severity : found;
    }
}
