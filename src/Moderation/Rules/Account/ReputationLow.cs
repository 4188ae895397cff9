using Moderation.Campaigns;

namespace Moderation.Rules.Account;

/// <summary>A reputation index of the account or its domain below the limit.</summary>
public sealed class ReputationLow : IRule
{
    public RuleInfo Info { get; } = new(
        "reputation.low",
        "Low reputation",
        "Mail of senders with a low reputation goes to the spam folder, and takes other mail from the same servers along.",
        "See on the reputation page what pulls the index down: mail the most active contacts only, and remove those who bounce or complain.",
        Severity.Hold,
        Needs.Account,
        "The provider's terms.")
    {
        Figures = [nameof(Thresholds.ReputationIndex), nameof(Thresholds.ReputationConfidence)],
        Examples = [new("Index 52 with a confidence of 0.70", "Index 52 with a confidence of 0.20: too little is known")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        // An unrated sender is no bad one.
        foreach (var fact in submission.Account?.Reputation ?? [])
        {
            if (fact.Index is { } index && index < thresholds.ReputationIndex && fact.Confidence >= thresholds.ReputationConfidence)
            {
                yield return new Finding(Info.Code, Info.Severity, $"The reputation index of {fact.Of} is {index:0.#}, below {thresholds.ReputationIndex:0.#}.", new Where(Part.Account, null, null, Excerpt.Of(fact.Of)),
                    [
                        new Evidence("index", $"{index:0.#}"),
                        new Evidence("limit", $"{thresholds.ReputationIndex:0.#}"),
                        new Evidence("confidence", $"{fact.Confidence:0.00}"),
                        new Evidence("day", fact.Day.ToString("yyyy-MM-dd")),
                        .. fact.Factors.Select(factor => new Evidence("factor", factor)),
                    ],
                    Info.Fix);
            }
        }
    }
}
