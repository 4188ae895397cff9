namespace Moderation.Campaigns;

/// <summary>What was sent or refused before.</summary>
public sealed record HistoryFacts
{
    /// <summary>From names that recipients of this account know: those of mailings that were sent, newest first.</summary>
    public Fact<IReadOnlyList<string>> KnownFromNames { get; init; }

    /// <summary>Rejected content that this one resembles.</summary>
    public Fact<IReadOnlyList<Resemblance>> Rejected { get; init; }
}

/// <param name="OfThisAccount">Whether it was this account's own; of another account nothing more is told to the marketer.</param>
/// <param name="At">When it was rejected.</param>
/// <param name="Likeness">0 to 1; 1 is the same.</param>
/// <param name="Reference">What lets staff find it: the campaign's number.</param>
public sealed record Resemblance(bool OfThisAccount, DateTimeOffset At, double Likeness, string Reference);
