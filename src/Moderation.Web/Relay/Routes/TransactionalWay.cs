using Moderation.Accounts;
using Moderation.Delivery;

namespace Moderation.Web.Relay.Routes;

/// <summary>
/// How mail leaves that somebody waits for: from an address of the transactional class, within its budgets and what providers asked
/// for. Any node may need it, so it opens a connection of its own.
/// </summary>
internal sealed class TransactionalWay(RouteTable table, Outlets outlets, Receivers receivers, StsPolicies policies, Reservations reservations, TimeProvider clock)
{
    /// <returns>Null when no address of that class may send this mail from this node now.</returns>
    public async Task<Outlet?> OfAsync(EmailAddress to, CancellationToken ct)
    {
        var ips = (await table.ReadAsync(ct)).Ips.Where(one => one.Ip.Pool == PoolClass.Transactional && outlets.CanUse(one)).ToList();
        Receiver? receiver = null;
        if (ips.Exists(one => one.Route.Kind == RouteKind.Direct || one.Ip.WarmUpStarted is not null))
        {
            receiver = (await receivers.OfAsync([to.Domain.Ascii], ct)).GetValueOrDefault(to.Domain.Ascii);
        }

        if (receiver is not { Hosts.Count: > 0 })
        {
            receiver = null;
            ips.RemoveAll(one => one.Route.Kind == RouteKind.Direct);
        }

        if (ips.Count == 0)
        {
            return null;
        }

        var provider = receiver?.Provider ?? Provider.Other;
        var allocation = await reservations.TakeAsync([new Wanted(receiver?.Site ?? Provider.Other.Key, provider, 1)], PoolClass.Transactional, [.. ips.Select(one => one.Ip.Id)], clock.GetUtcNow(), ct);
        if (allocation.Granted is not [var granted])
        {
            return null;
        }

        var from = ips.Single(one => one.Ip.Id == granted.Ip);
        return from.Route.Kind == RouteKind.SmartHost ? outlets.Of(from.Route, from.Ip) : outlets.Of(from, receiver!, await policies.EnforcedAsync(receiver!.Domain, ct));
    }

    /// <summary>A smart host that takes everything; null when there is none.</summary>
    public async Task<Outlet?> HostAsync(CancellationToken ct) =>
        (await table.ReadAsync(ct)).Hosts.Select(host => outlets.Of(host, null)).MinBy(outlet => outlet.State.Wait);
}
