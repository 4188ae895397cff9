using Moderation.Delivery;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Pages.Shared.Components;
using Moderation.Web.Relay.Routes;

namespace Moderation.Web.Pages.Platform.Routes;

/// <param name="Provider">For people.</param>
/// <param name="Taken">Messages today.</param>
/// <param name="Limit">Of the day; null without one.</param>
public sealed record ProviderUse(string Provider, long Taken, long? Limit);

/// <summary>One address as the page shows it.</summary>
/// <param name="Ip">As stored.</param>
/// <param name="Day">Of its warm-up, from 0; null when it is warm.</param>
/// <param name="ThisHour">Messages in this hour.</param>
/// <param name="HourLimit">Null without one.</param>
/// <param name="Providers">Those with messages today.</param>
/// <param name="Obstacles">What keeps it from sending, in sentences.</param>
public sealed record IpRow(SendingIp Ip, int? Day, long ThisHour, long? HourLimit, IReadOnlyList<ProviderUse> Providers, IReadOnlyList<string> Obstacles)
{
    public Badge State => this switch
    {
        { Ip.StoppedAt: not null } => new("block", "stop", "Stopped"),
        { Obstacles.Count: > 0 } => new("hold", "hold", "Not ready"),
        { Day: not null } => new("info", "clock", "Warming up"),
        _ => new("clear", "check", "Ready"),
    };

    /// <summary>What is not checked is never fine.</summary>
    public Badge Name => Ip.PtrLeadsBack switch
    {
        true => new("clear", "check", "Leads back"),
        false => new("block", "block", "Does not lead back"),
        null => Badge.Unchecked,
    };

    public Badge Lists => Ip.IsListed switch
    {
        true => new("block", "block", "Listed"),
        false => new("clear", "check", "On no list"),
        null => Badge.Unchecked,
    };

    internal static IpRow Of(SendingIp ip, IReadOnlyCollection<IpBudget> today, ShapingOptions shaping, CheckOptions checks, DateTimeOffset now)
    {
        var own = today.Where(budget => budget.IpId == ip.Id).ToList();
        var hour = new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);
        // Whether a plan that is over may end is decided where the mail is handed out; here its last day is shown until then.
        var day = ip.WarmUpDay(shaping.WarmUp, isReady: ip.WarmUpStarted is null, DateOnly.FromDateTime(now.UtcDateTime));
        return new IpRow(
            ip,
            day,
            own.Where(budget => budget.Hour == hour).Sum(budget => (long)budget.Taken),
            day is { } limited ? shaping.WarmUp.HourlyOn(limited) : null,
            [.. own.GroupBy(budget => budget.Provider).Select(group => (Provider: shaping.Providers.FirstOrDefault(provider => provider.Key == group.Key) ?? Provider.Other, Taken: group.Sum(budget => (long)budget.Taken)))
                .OrderByDescending(use => use.Taken)
                .Select(use => new ProviderUse(use.Provider.Name, use.Taken, day is { } of && use.Provider.IsNamed ? shaping.WarmUp.DailyToProviderOn(of) : null))],
            IpReadiness.ToSend(RouteTable.Facts(ip, checks)));
    }

    public static string Of(PoolClass pool) => pool switch
    {
        PoolClass.Transactional => "Transactional",
        PoolClass.Established => "Established",
        PoolClass.New => "New accounts",
        _ => "Quarantine",
    };
}
