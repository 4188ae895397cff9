namespace Moderation.Reputation;

/// <summary>
/// RI-1, the open reputation index: six observed shares, each drawn towards a prior and scored between a good and a bad
/// share on a logarithmic scale, weighed, and capped by what no good score makes up for. Anybody can recompute it from the counts.
/// </summary>
/// <param name="Index">0 to 100, unrounded. Shown with one decimal; bands are of this value.</param>
/// <param name="Raw">The weighed scores before any cap.</param>
/// <param name="Cap">The lowest cap that applies; null when none does.</param>
/// <param name="Caps">Every cap that applies, lowest first.</param>
/// <param name="Confidence">C, 0 to 1: how much of the index rests on what was observed.</param>
/// <param name="Signals">The factors, in the order of <see cref="Signal"/>.</param>
public sealed record ReputationIndex(
    double Index,
    double Raw,
    double? Cap,
    IReadOnlyList<AppliedCap> Caps,
    double Confidence,
    IReadOnlyList<SignalScore> Signals)
{
    private static readonly Signal[] All = Enum.GetValues<Signal>();

    /// <summary>Whether enough was observed to act on the index.</summary>
    public bool IsRated => Confidence >= Parameters.RatedFrom;

    public Band Band => Index switch
    {
        >= 80 => Band.Good,
        >= 60 => Band.Watch,
        >= 40 => Band.Poor,
        _ => Band.Bad,
    };

    public static ReputationIndex Compute(Counts counts, ReputationFlags flags = ReputationFlags.None)
    {
        var signals = Array.ConvertAll(All, signal => SignalScore.Of(signal, counts[signal]));
        var raw = signals.Sum(signal => signal.Weight * signal.Score) / 100;
        var confidence = signals.Sum(signal => signal.Weight * signal.Certainty) / 100;
        var caps = AppliedCap.All(counts, signals, flags).OrderBy(cap => cap.Value).ToList();
        var cap = caps is [var lowest, ..] ? lowest.Value : (double?)null;
        return new ReputationIndex(Math.Min(raw, cap ?? 100), raw, cap, caps, confidence, signals);
    }
}

/// <summary>One factor of the index.</summary>
/// <param name="Signal">Which.</param>
/// <param name="Count">What was observed.</param>
/// <param name="Rate">r = (k + K·π) / (n + K): the Beta-binomial posterior mean, a share.</param>
/// <param name="Score">s, 0 to 100.</param>
/// <param name="Weight">w, in per cent of the index.</param>
/// <param name="Certainty">n / (n + K): what part of the rate was observed.</param>
public sealed record SignalScore(Signal Signal, Count Count, double Rate, double Score, double Weight, double Certainty)
{
    /// <summary>Without a trial the rate is the prior: neutral.</summary>
    public bool IsObserved => Count.Trials > 0;

    public static SignalScore Of(Signal signal, Count count)
    {
        var (prior, strength, good, bad, weight) = Parameters.Of(signal);
        var rate = (count.Events + (strength * prior)) / (count.Trials + strength);
        var score = 100 * Math.Clamp((Math.Log(bad) - Math.Log(rate)) / (Math.Log(bad) - Math.Log(good)), 0, 1);
        return new SignalScore(signal, count, rate, score, weight, count.Trials / (count.Trials + strength));
    }
}

/// <summary>Of the unrounded index.</summary>
public enum Band
{
    Bad,
    Poor,
    Watch,
    Good,
}

/// <summary>What is known beside the counts.</summary>
[Flags]
public enum ReputationFlags
{
    None = 0,

    /// <summary>A pristine spam trap was hit, and it is clear by whom.</summary>
    TrapHit = 1,

    /// <summary>The IP is on the SBL or the domain on the DBL.</summary>
    Listed = 2,

    /// <summary>DMARC does not pass: neither DKIM nor SPF is aligned with From.</summary>
    DmarcNotAligned = 4,
}
