using System.Globalization;
using System.Net;
using Moderation.Delivery;
using Moderation.Reputation;

namespace Moderation.Web.Pages.Platform.Routes;

/// <summary>What became of an address's mail, in all or to one provider.</summary>
/// <param name="Address">Ours.</param>
/// <param name="Provider">For people.</param>
/// <param name="Figures">Over <see cref="IpReadiness.Days"/>.</param>
public sealed record FigureRow(IPAddress Address, string Provider, IpFigures Figures)
{
    /// <summary>The sum first; alone when it went to one provider only.</summary>
    public static IEnumerable<FigureRow> Of(SendingIp ip, IReadOnlyList<IpOutcome> rows, IReadOnlyList<Provider> known)
    {
        var groups = rows.GroupBy(row => row.Provider).Select(group => new FigureRow(ip.Address, NameOf(group.Key, known), IpFigures.Of(group))).OrderByDescending(row => row.Figures.Attempted).ToList();
        return groups.Count == 1 ? groups : [new FigureRow(ip.Address, "All", IpFigures.Of(rows)), .. groups];
    }

    /// <summary>A share with its interval and n, or, where that would say nothing, the count and how many are missing.</summary>
    public string Say(Count count)
    {
        if (count.Trials < IpFigures.Enough)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{count.Events:N0}; collecting {count.Trials:N0} of {IpFigures.Enough:N0}");
        }

        var interval = Wilson.Of(count);
        return string.Create(CultureInfo.InvariantCulture, $"{count.Events:N0}: {Percent(count.Events / count.Trials)}, {Percent(interval.Lower)}–{Percent(interval.Upper)}, n = {count.Trials:N0}");
    }

    private static string NameOf(string key, IReadOnlyList<Provider> known) => known.FirstOrDefault(provider => provider.Key == key)?.Name ?? Moderation.Delivery.Provider.Other.Name;

    private static string Percent(double share) => share.ToString(share is > 0 and < 0.001 ? "0.000 %" : share < 0.1 ? "0.00 %" : "0.0 %", CultureInfo.InvariantCulture);
}
