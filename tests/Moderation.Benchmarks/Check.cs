namespace Moderation.Benchmarks;

/// <summary>What one check found: the ratios of the rounds kept, and the bound that their median must meet.</summary>
/// <param name="Subject">What was measured.</param>
/// <param name="Against">The limit or the peer.</param>
/// <param name="Ratios">One of each kept round, in their order.</param>
/// <param name="Bound">At least or at most this.</param>
/// <param name="IsAtLeast">Which of the two.</param>
/// <param name="Enough">False when too few rounds could be kept.</param>
/// <param name="Figures">Rates and times of one run on this machine, for orientation only.</param>
internal sealed record Check(string Subject, string Against, IReadOnlyList<double> Ratios, double Bound, bool IsAtLeast, bool Enough, string Figures)
{
    public double Median => Rounds.Median(Ratios);

    public string Verdict => !Enough ? "noisy" : (IsAtLeast ? Median >= Bound : Median <= Bound) ? "ok" : "short";

    /// <param name="rounds">The rounds.</param>
    /// <param name="subject">What was measured.</param>
    /// <param name="against">The limit or the peer.</param>
    /// <param name="bound">The goal.</param>
    /// <param name="ratio">Of one round.</param>
    /// <param name="figures">Quoted behind the verdict.</param>
    public static Check AtLeast<T>(Kept<T> rounds, string subject, string against, double bound, Func<Round<T>, double> ratio, string figures = "") =>
        new(subject, against, [.. rounds.All.Select(ratio)], bound, IsAtLeast: true, rounds.Enough, figures);

    /// <inheritdoc cref="AtLeast"/>
    public static Check AtMost<T>(Kept<T> rounds, string subject, string against, double bound, Func<Round<T>, double> ratio, string figures = "") =>
        new(subject, against, [.. rounds.All.Select(ratio)], bound, IsAtLeast: false, rounds.Enough, figures);
}
