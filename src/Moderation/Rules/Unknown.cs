namespace Moderation.Rules;

/// <summary>The finding of a rule that could not find out.</summary>
public static class Unknown
{
    /// <param name="rule">The rule that could not be checked.</param>
    /// <param name="why">The reason, without a full stop.</param>
    /// <param name="where">The place, if there is one.</param>
    /// <param name="evidence">What is known all the same.</param>
    public static Finding Because(RuleInfo rule, string why, Where? where = null, params IReadOnlyList<Evidence> evidence) =>
        new(rule.Code, Severity.Hold, $"\"{rule.Title}\" was not checked: {why}.", where, evidence,
            "A project manager can decide without it, or check again later.", Unchecked: true);
}
