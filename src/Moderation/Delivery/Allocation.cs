namespace Moderation.Delivery;

/// <summary>Messages that are ready for one group of mail servers.</summary>
/// <param name="Site">What is backed off from as one: the provider's key, or the domain of servers that have no name here.</param>
/// <param name="Provider">Whose limit counts.</param>
/// <param name="Count">How many.</param>
public sealed record Wanted(string Site, Provider Provider, int Count);

/// <summary>So many messages to a site may leave from an address.</summary>
public sealed record Granted(Guid Ip, string Site, Provider Provider, int Count);

/// <summary>So many messages to a site wait.</summary>
/// <param name="Until">When it is worth to ask again.</param>
/// <param name="Why">One sentence for staff.</param>
public sealed record PutOff(string Site, int Count, DateTimeOffset Until, string Why);

/// <summary>One address and what it has sent, as the shared counters say.</summary>
/// <param name="Ip">Its id.</param>
/// <param name="Pool">The class that it carries.</param>
/// <param name="WarmUpDay">From 0; null when it is warm.</param>
/// <param name="ThisHour">Messages in this hour (UTC).</param>
/// <param name="Today">Messages of this day (UTC) by <see cref="Provider.Key"/>.</param>
/// <param name="BackOffs">By site.</param>
public sealed record IpAllowance(Guid Ip, PoolClass Pool, int? WarmUpDay, long ThisHour, IReadOnlyDictionary<string, long> Today, IReadOnlyDictionary<string, BackOffUnderWay> BackOffs)
{
    /// <summary>Messages in this hour by <see cref="Provider.Key"/>.</summary>
    public IReadOnlyDictionary<string, long> ThisHourTo { get; init; } = new Dictionary<string, long>();
}

/// <summary>
/// Spreads messages over the addresses of a class: those that warm up come first, because they need steady mail and the most engaged
/// recipients stand at the front; what they may not take goes to the warm ones of the same class, and never to another class.
/// </summary>
public sealed record Allocation(IReadOnlyList<Granted> Granted, IReadOnlyList<PutOff> PutOff)
{
    private static readonly TimeSpan WithoutAddress = TimeSpan.FromMinutes(5);

    /// <param name="wanted">In the order in which they are served.</param>
    /// <param name="pool">The account's class.</param>
    /// <param name="ips">Those that may send now, of any class.</param>
    /// <param name="plan">Limits of the warming ones.</param>
    /// <param name="now">The counters' hour and day.</param>
    public static Allocation Of(IReadOnlyList<Wanted> wanted, PoolClass pool, IReadOnlyList<IpAllowance> ips, WarmUpPlan plan, DateTimeOffset now)
    {
        var own = ips.Where(ip => ip.Pool == pool).Select(ip => new Counter(ip, plan, now)).ToList();
        var granted = new List<Granted>();
        var putOff = new List<PutOff>();
        foreach (var group in wanted)
        {
            var left = group.Count;
            // The least used of the warm ones: so they share evenly over time.
            foreach (var counter in own.OrderBy(counter => !counter.IsWarming).ThenBy(counter => counter.Taken).ThenBy(counter => counter.Ip))
            {
                if (left == 0)
                {
                    break;
                }

                var taken = counter.Take(group with { Count = left });
                if (taken > 0)
                {
                    granted.Add(new Granted(counter.Ip, group.Site, group.Provider, taken));
                    left -= taken;
                }
            }

            if (left > 0 && own.Count == 0)
            {
                putOff.Add(new PutOff(group.Site, left, now + WithoutAddress, $"No address of the class {pool} may send."));
            }
            else if (left > 0)
            {
                var soonest = own.Select(counter => counter.NextFor(group)).MinBy(next => next.At);
                putOff.Add(new PutOff(group.Site, left, soonest.At, soonest.Why));
            }
        }

        return new Allocation(granted, putOff);
    }

    private sealed class Counter(IpAllowance ip, WarmUpPlan plan, DateTimeOffset now)
    {
        private readonly Dictionary<string, long> _ofProvider = [];
        private readonly Dictionary<string, long> _ofSite = [];

        public Guid Ip => ip.Ip;

        public bool IsWarming => ip.WarmUpDay is not null;

        public long Taken { get; private set; } = ip.ThisHour;

        public int Take(Wanted wanted)
        {
            var most = Math.Min(Math.Min(OfHour, OfRate(wanted.Provider)), Math.Min(OfDay(wanted.Provider), OfBackOff(wanted.Site)));
            var taken = (int)Math.Clamp(most, 0, wanted.Count);
            Taken += taken;
            _ofProvider[wanted.Provider.Key] = _ofProvider.GetValueOrDefault(wanted.Provider.Key) + taken;
            _ofSite[wanted.Site] = _ofSite.GetValueOrDefault(wanted.Site) + taken;
            return taken;
        }

        public (DateTimeOffset At, string Why) NextFor(Wanted wanted)
        {
            if (OfBackOff(wanted.Site) <= 0)
            {
                var backOff = ip.BackOffs[wanted.Site];
                return (backOff.AskAgain(now), backOff.Asked.Name);
            }

            return OfDay(wanted.Provider) <= 0
                ? (new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero), $"The warm-up allows no more to {wanted.Provider.Name} today.")
                : (new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour + 1), TimeSpan.Zero),
                    OfRate(wanted.Provider) <= 0 ? $"{wanted.Provider.Name} gets {wanted.Provider.MessagesPerHour:N0} an hour from one address." : "The warm-up allows no more in this hour.");
        }

        private long OfHour => ip.WarmUpDay is { } day && plan.HourlyOn(day) is { } limit ? limit - Taken : long.MaxValue;

        private long OfRate(Provider provider) => provider is { IsNamed: true, MessagesPerHour: { } limit }
            ? limit - ip.ThisHourTo.GetValueOrDefault(provider.Key) - _ofProvider.GetValueOrDefault(provider.Key)
            : long.MaxValue;

        private long OfDay(Provider provider) => provider.IsNamed && ip.WarmUpDay is { } day && plan.DailyToProviderOn(day) is { } limit
            ? limit - ip.Today.GetValueOrDefault(provider.Key) - _ofProvider.GetValueOrDefault(provider.Key)
            : long.MaxValue;

        private long OfBackOff(string site) => ip.BackOffs.GetValueOrDefault(site)?.Left(now) is { } left ? left - _ofSite.GetValueOrDefault(site) : long.MaxValue;
    }
}
