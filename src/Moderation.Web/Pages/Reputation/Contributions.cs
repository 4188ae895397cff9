using Moderation.Reputation;

namespace Moderation.Web.Pages.Reputation;

/// <summary>What each factor gives to the index, with one decimal, rounded so that the shown numbers add up to the shown sum.</summary>
public static class Contributions
{
    public static IReadOnlyList<decimal> Of(ReputationIndex index)
    {
        var exact = index.Signals.Select(signal => signal.Weight * signal.Score / 100).ToList();
        var shown = exact.Select(value => Math.Floor((decimal)value * 10) / 10).ToArray();
        var missing = (int)((Math.Round((decimal)index.Raw, 1, MidpointRounding.AwayFromZero) - shown.Sum()) * 10);
        // The largest remainders are rounded up.
        foreach (var place in Enumerable.Range(0, exact.Count).OrderByDescending(i => (decimal)exact[i] - shown[i]).Take(Math.Max(0, missing)))
        {
            shown[place] += 0.1m;
        }

        return shown;
    }
}
