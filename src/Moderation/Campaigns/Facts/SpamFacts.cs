namespace Moderation.Campaigns;

/// <summary>What a spam filter says of the message.</summary>
/// <param name="Engine">Its name: "Rspamd".</param>
/// <param name="Score">Unknown when it is configured and did not answer.</param>
public sealed record SpamFacts(string Engine, Fact<SpamScore> Score);

/// <param name="Score">Its sum; higher is worse.</param>
/// <param name="Required">From where the filter itself would act.</param>
/// <param name="Symbols">What it is made of, heaviest first.</param>
public sealed record SpamScore(double Score, double Required, IReadOnlyList<SpamSymbol> Symbols);

public sealed record SpamSymbol(string Name, double Score, string Description);
