using Moderation.Accounts;

namespace Moderation.Campaigns;

/// <summary>What the rules read about the sending account.</summary>
/// <param name="CreatedAt">When the account was made.</param>
/// <param name="ProbationLifted">Whether a person has lifted the review of each e-mail of a new account.</param>
/// <param name="CorrectMailings">The names of the correct mass mailings so far, oldest first.</param>
/// <param name="UnderModeration">Set while the account is placed under moderation.</param>
public sealed record AccountFacts(
    DateTimeOffset CreatedAt,
    Fact<bool> ProbationLifted,
    Fact<IReadOnlyList<string>> CorrectMailings,
    UnderModeration? UnderModeration = null)
{
    /// <summary>The account's name, and what it says its brands are: nobody else's.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Domains of its own: its sending domains and its website. Their sub-domains are its own as well.</summary>
    public IReadOnlyList<DomainName> OwnDomains { get; init; } = [];

    /// <summary>Domains that a reviewer has allowed for this account.</summary>
    public IReadOnlyList<DomainName> TrustedDomains { get; init; } = [];

    /// <summary>RI-1 of the account and of the sending domain; null where there is none yet.</summary>
    public IReadOnlyList<ReputationFact> Reputation { get; init; } = [];
}

/// <param name="Since">When the account was placed under moderation.</param>
/// <param name="Why">By whom or by what, and the reason, in words for people.</param>
public sealed record UnderModeration(DateTimeOffset Since, string Why);

/// <summary>An index as last computed.</summary>
/// <param name="Of">"this account", or the sending domain.</param>
/// <param name="Index">0 to 100; null while unrated.</param>
/// <param name="Confidence">C of RI-1, 0 to 1.</param>
/// <param name="Day">The day that it was computed for.</param>
/// <param name="Factors">Each factor that pulls it down, with its figure, in words for people.</param>
public sealed record ReputationFact(string Of, double? Index, double Confidence, DateOnly Day, IReadOnlyList<string> Factors);
