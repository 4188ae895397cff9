using Moderation.Campaigns;

namespace Moderation.Rules;

/// <summary>
/// One thing that is looked for. Pure and synchronous: the same submission and thresholds give the same findings,
/// in the same order. It may throw on what it does not understand; the judge then holds.
/// </summary>
public interface IRule
{
    RuleInfo Info { get; }

    IEnumerable<Finding> Check(Submission submission, Thresholds thresholds);
}

/// <summary>What people read about a rule.</summary>
/// <param name="Code">Stored with every finding: never renamed.</param>
/// <param name="Title">A few words, without a full stop.</param>
/// <param name="Why">Why it matters, for the marketer.</param>
/// <param name="Fix">What to do about it, unless a finding says something closer.</param>
/// <param name="Severity">The weight that the policy starts from.</param>
/// <param name="Needs">What must be there for the rule to run.</param>
/// <param name="Source">Where the rule comes from: a law, an RFC, a provider's requirement, the provider's own terms.</param>
public sealed record RuleInfo(string Code, string Title, string Why, string Fix, Severity Severity, Needs Needs, string Source)
{
    /// <summary>The names of the <see cref="Thresholds"/> that the rule compares with.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];

    /// <summary>What it objects to and what it lets pass, for the rule's page.</summary>
    public IReadOnlyList<RuleExample> Examples { get; init; } = [];
}

/// <param name="Objects">The smallest thing that the rule objects to.</param>
/// <param name="Passes">Nearly the same, and well.</param>
public sealed record RuleExample(string Objects, string Passes);

/// <summary>What a rule reads.</summary>
[Flags]
public enum Needs
{
    None = 0,
    Content = 1,
    Account = 2,
    Network = 4,

    /// <summary>A spam filter that is installed.</summary>
    SpamFilter = 8,
    All = Content | Account | Network | SpamFilter,
}
