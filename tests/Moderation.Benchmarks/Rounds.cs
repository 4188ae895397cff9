namespace Moderation.Benchmarks;

/// <param name="Limit">The mean of the limit measured before and after.</param>
/// <param name="Value">The subject's figures, and the peer's where there is one.</param>
internal sealed record Round<T>(double Limit, T Value);

/// <param name="All">In the order in which they ran.</param>
/// <param name="Enough">Whether as many as wanted could be kept.</param>
internal sealed record Kept<T>(IReadOnlyList<Round<T>> All, bool Enough)
{
    public double Limit => Rounds.Median(All.Select(round => round.Limit));

    public double Median(Func<T, double> figure) => Rounds.Median(All.Select(round => figure(round.Value)));
}

/// <summary>
/// Interleaved rounds: limit, subject, peer, limit. Other work on the machine then weighs on all of them alike, and where it did
/// not the two limits differ and the round is thrown away.
/// </summary>
internal static class Rounds
{
    /// <summary>Between the two limits of a round, as a share of the larger one.</summary>
    private const double MostDrift = 0.25;

    /// <summary>Rounds are repeated until enough are kept, up to this many times as many.</summary>
    private const int Patience = 3;

    /// <param name="settings">How many rounds are wanted.</param>
    /// <param name="limit">Measured before and after each subject; in any unit, the same each time.</param>
    /// <param name="subject">Measures the subject, then the peer.</param>
    public static async Task<Kept<T>> RunAsync<T>(Settings settings, Func<Task<double>> limit, Func<Task<T>> subject)
    {
        var kept = new List<Round<T>>();
        var most = settings.Rounds * Patience;
        for (var ran = 0; kept.Count < settings.Rounds && ran < most; ran++)
        {
            var before = await limit();
            var value = await subject();
            var after = await limit();
            var drift = Math.Abs(before - after) / Math.Max(before, after);
            var isSteady = drift <= MostDrift;
            if (isSteady)
            {
                kept.Add(new Round<T>((before + after) / 2, value));
            }

            Progress.Say($"  round {kept.Count} of {settings.Rounds}{(isSteady ? "" : " thrown away")}: limit {before:0.#} and {after:0.#}, {value}");
        }

        return new Kept<T>(kept, kept.Count >= settings.Rounds);
    }

    /// <summary>Not a number without any value.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
