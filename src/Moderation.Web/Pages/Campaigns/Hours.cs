using System.Globalization;
using Moderation.Campaigns;
using Moderation.Delivery;
using Customer = Moderation.Accounts.Account;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>An account's sending hours, for people.</summary>
/// <param name="Window">When its campaigns leave.</param>
/// <param name="ZoneId">IANA.</param>
public sealed record Hours(SendWindow Window, string ZoneId)
{
    /// <summary>Null when it sends at any hour.</summary>
    public static Hours? Of(Customer account) => account.SendWindow is { } window ? new Hours(window, account.TimeZone) : null;

    /// <summary>What a campaign that waits for the hours says.</summary>
    public static string Sentence(string opening) => $"Waiting for the window: goes on {opening}.";

    /// <summary>When it goes on, by the clock of the zone; null while it need not wait.</summary>
    public string? Waiting(Campaign campaign, DateTimeOffset now)
    {
        if (campaign.AtAnyHour || campaign.State != CampaignState.Sending)
        {
            return null;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(ZoneId, out var zone))
        {
            return $"when the zone {ZoneId} is known to the server";
        }

        return Window.IsOpen(now, zone) ? null : string.Create(CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(Window.Opening(now, zone), zone):dddd d MMM HH:mm} {ZoneId}");
    }

    public override string ToString()
    {
        var days = Enum.GetValues<Weekdays>().Where(day => int.IsPow2((int)day)).ToList();
        var shown = Window.Days == Weekdays.All ? "every day" : Runs(days);
        var times = Window.From == Window.Until ? $"from {Window.From:HH:mm} for a whole day" : string.Create(CultureInfo.InvariantCulture, $"{Window.From:HH:mm} to {Window.Until:HH:mm}{(Window.Until < Window.From ? " of the next day" : "")}");
        return $"{shown}, {times}, {ZoneId}";
    }

    // "Monday to Friday", "Monday, Wednesday".
    private string Runs(List<Weekdays> days)
    {
        var parts = new List<string>();
        for (var i = 0; i < days.Count; i++)
        {
            if (!Window.Days.HasFlag(days[i]))
            {
                continue;
            }

            var last = i;
            while (last + 1 < days.Count && Window.Days.HasFlag(days[last + 1]))
            {
                last++;
            }

            parts.Add(last - i > 1 ? $"{days[i]} to {days[last]}" : last > i ? $"{days[i]}, {days[last]}" : $"{days[i]}");
            i = last;
        }

        return string.Join(", ", parts);
    }
}
