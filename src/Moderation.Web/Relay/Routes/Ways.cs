using System.Collections.Concurrent;
using Moderation.Accounts;
using Moderation.Delivery;
using Moderation.Mail.Published;

namespace Moderation.Web.Relay.Routes;

/// <summary>How one recipient's mail goes on: by an outlet now, or later, or not at all.</summary>
internal readonly record struct Way(Recipient Recipient, Outlet? Outlet, DateTimeOffset? PutOffUntil, Outcome? End)
{
    /// <summary>A <see cref="Delivery.Provider.Key"/>.</summary>
    public string Provider { get; init; } = Delivery.Provider.Other.Key;
}

/// <summary>
/// Finds the way of each recipient of a chunk. Without a route in the database all go to what is configured, at no cost; with routes
/// the account's class, the recipients' providers and the budgets of the addresses decide.
/// </summary>
internal sealed class Ways(
    RouteTable table, AccountPools pools, Receivers receivers, StsPolicies policies, Reservations reservations, Outlets outlets, RelayOptions options, ILogger<Ways> log)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>Why nothing leaves from this node, or null.</summary>
    public async ValueTask<(string Place, string? Problem, DateTimeOffset? Since, TimeSpan Wait)> StateAsync(CancellationToken ct)
    {
        var known = await table.ReadAsync(ct);
        if (known.IsEmpty)
        {
            return outlets.Configured is { } configured
                ? (configured.Place, configured.State.Problem, configured.State.Since, configured.State.Wait)
                : ("none", "No route is configured.", null, RelayWorker.ReportEvery);
        }

        return known.Ips.Count == 0 && known.Hosts.Count == 0
            ? ("none", "No address of any route may send.", null, TimeSpan.Zero)
            : outlets.Broken() is { } broken
                ? (broken.Place, broken.State.Problem, broken.State.Since, TimeSpan.Zero)
                : ("routes", null, null, TimeSpan.Zero);
    }

    /// <param name="account">Whose mail.</param>
    /// <param name="mail">The campaign: when it was released, and the addresses that its approval asks for.</param>
    /// <param name="due">Those to be sent now, in order.</param>
    /// <param name="now">Of the budgets.</param>
    /// <param name="ct">Ends it without a reservation.</param>
    public async ValueTask<IReadOnlyList<Way>> OfAsync(Guid account, CampaignMail mail, List<Recipient> due, DateTimeOffset now, CancellationToken ct)
    {
        var known = await table.ReadAsync(ct);
        if (known.IsEmpty || due.Count == 0)
        {
            return due.ConvertAll(recipient => outlets.Configured is { } configured ? new Way(recipient, configured, null, null) : new Way(recipient, null, now + LookAgain, null));
        }

        var pool = mail.Pool ?? (await pools.OfAsync(account, ct)).Class;
        var ips = known.Ips.Where(one => one.Ip.Pool == pool && outlets.CanUse(one)).ToList();
        // A host without addresses here chooses them itself: it cannot be asked for a class.
        if (ips.Count == 0 && mail.Pool is null && known.Hosts.Select(host => outlets.Of(host, null)).MinBy(outlet => outlet.State.Wait) is { } host)
        {
            return due.ConvertAll(recipient => new Way(recipient, host, null, null));
        }

        return await SharedAsync(due, pool, ips, mail.Released, now, ct);
    }

    private async Task<IReadOnlyList<Way>> SharedAsync(List<Recipient> due, PoolClass pool, List<RoutedIp> ips, DateTimeOffset released, DateTimeOffset now, CancellationToken ct)
    {
        var ways = new List<Way>(due.Count);
        var groups = new Dictionary<string, (Provider Provider, Queue<(Recipient Recipient, Receiver? Receiver)> Waiting)>(StringComparer.Ordinal);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        // The chunk is leased meanwhile.
        patience.CancelAfter(options.Lease / 3);
        var found = await LookUpAsync(due, ips, patience.Token);
        ct.ThrowIfCancellationRequested();
        var isDirect = ips.Exists(one => one.Route.Kind == RouteKind.Direct);
        foreach (var recipient in due)
        {
            var receiver = found.GetValueOrDefault(DomainOf(recipient) ?? "");
            if (isDirect && End(recipient, receiver, released, now) is { } end)
            {
                ways.Add(end);
                continue;
            }

            var (site, provider) = receiver is { Hosts.Count: > 0 } ? (receiver.Site, receiver.Provider) : (Provider.Other.Key, Provider.Other);
            if (!groups.TryGetValue(site, out var group))
            {
                groups[site] = group = (provider, new());
            }

            group.Waiting.Enqueue((recipient, receiver));
        }

        var allocation = await reservations.TakeAsync(
            [.. groups.Select(group => new Wanted(group.Key, group.Value.Provider, group.Value.Waiting.Count))], pool, [.. ips.Select(one => one.Ip.Id)], now, ct);
        var byId = ips.ToDictionary(one => one.Ip.Id);
        var enforced = await PoliciesAsync(allocation, byId, groups.Values.SelectMany(group => group.Waiting.Select(one => one.Receiver)), patience.Token);
        ct.ThrowIfCancellationRequested();
        foreach (var granted in allocation.Granted)
        {
            var (from, waiting) = (byId[granted.Ip], groups[granted.Site].Waiting);
            for (var i = 0; i < granted.Count; i++)
            {
                var (recipient, receiver) = waiting.Dequeue();
                ways.Add(new Way(recipient, from.Route.Kind == RouteKind.SmartHost ? outlets.Of(from.Route, from.Ip) : outlets.Of(from, receiver!, enforced.GetValueOrDefault(receiver!.Domain)), null, null) { Provider = granted.Provider.Key });
            }
        }

        foreach (var late in allocation.PutOff)
        {
            log.LogDebug("{Count} messages to {Site} wait until {Until}: {Why}", late.Count, late.Site, late.Until, late.Why);
            ways.AddRange(groups[late.Site].Waiting.Select(one => new Way(one.Recipient, null, late.Until, null)));
        }

        return ways;
    }

    // Where nothing depends on who the receiver is, nobody is asked.
    private async Task<IReadOnlyDictionary<string, Receiver>> LookUpAsync(List<Recipient> due, List<RoutedIp> ips, CancellationToken ct) =>
        ips.Exists(one => one.Route.Kind == RouteKind.Direct || one.Ip.WarmUpStarted is not null)
            ? await receivers.OfAsync(due.Select(DomainOf).OfType<string>(), ct)
            : new Dictionary<string, Receiver>();

    private Way? End(Recipient recipient, Receiver? receiver, DateTimeOffset released, DateTimeOffset now) => receiver switch
    {
        null => new Way(recipient, null, null, Outcome.Unsendable(recipient, $"{recipient.Email} cannot be mailed.", now)),
        { Refusal: { } refusal } => new Way(recipient, null, null, Outcome.Of(recipient, null, refusal.Status, refusal.Why, ReplyMeaning.HardBounce, options.Retry, released, now)),
        { Problem: { } problem } => new Way(recipient, null, null, Outcome.Of(recipient, null, null, problem, ReplyMeaning.TryLater, options.Retry, released, now)),
        _ => null,
    };

    private async Task<IReadOnlyDictionary<string, MtaStsPolicy?>> PoliciesAsync(Allocation allocation, Dictionary<Guid, RoutedIp> ips, IEnumerable<Receiver?> all, CancellationToken ct)
    {
        var found = new ConcurrentDictionary<string, MtaStsPolicy?>(StringComparer.Ordinal);
        if (allocation.Granted.Any(granted => ips[granted.Ip].Route.Kind == RouteKind.Direct))
        {
            await Parallel.ForEachAsync(all.OfType<Receiver>().Select(receiver => receiver.Domain).Distinct(StringComparer.Ordinal), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = CancellationToken.None },
                async (domain, _) => found[domain] = await policies.EnforcedAsync(domain, ct));
        }

        return found;
    }

    private static string? DomainOf(Recipient recipient) => EmailAddress.TryParse(recipient.Email, out var email) ? email.Domain.Ascii : null;
}
