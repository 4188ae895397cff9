using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Web.Data;
using Moderation.Web.Intake.Gathering;

namespace Moderation.Web.Relay.Routes;

/// <summary>An address that may send now, with its route.</summary>
internal sealed record RoutedIp(MailRoute Route, SendingIp Ip);

/// <summary>The routes as this node knows them.</summary>
/// <param name="IsEmpty">Nobody has made a route: what is configured counts.</param>
/// <param name="Ips">Of routes that are not stopped, those that may send.</param>
/// <param name="Hosts">Smart hosts that are not stopped and have no address here: they take everything, without limits of ours.</param>
internal sealed record KnownRoutes(bool IsEmpty, IReadOnlyList<RoutedIp> Ips, IReadOnlyList<MailRoute> Hosts);

/// <summary>Reads the routes now and then: a route that is stopped gets nothing more a few seconds later.</summary>
internal sealed class RouteTable(IServiceScopeFactory scopes, ShapingOptions shaping, CheckOptions checks, TimeProvider clock)
{
    private KnownRoutes _known = new(true, [], []);
    private DateTimeOffset _until = DateTimeOffset.MinValue;

    public async ValueTask<KnownRoutes> ReadAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now < _until)
        {
            return _known;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EngineDb>();
        var routes = await db.MailRoutes.AsNoTracking().ToListAsync(ct);
        var ips = routes.Count == 0 ? [] : await db.SendingIps.AsNoTracking().ToListAsync(ct);
        var open = routes.Where(route => route.StoppedAt is null).ToDictionary(route => route.Id);
        _known = new KnownRoutes(
            routes.Count == 0,
            [.. ips.Where(ip => open.ContainsKey(ip.RouteId) && MaySend(ip)).Select(ip => new RoutedIp(open[ip.RouteId], ip))],
            [.. open.Values.Where(route => route.Kind == RouteKind.SmartHost && ips.TrueForAll(ip => ip.RouteId != route.Id))]);
        _until = now + shaping.KeepRoutes;
        return _known;
    }

    private bool MaySend(SendingIp ip) => ip.StoppedAt is null && IpReadiness.ToSend(Facts(ip, checks)).Count == 0;

    /// <summary>What is known of the address, as the checks of this installation are.</summary>
    public static IpFacts Facts(SendingIp ip, CheckOptions checks) => new(
        ip.PtrLeadsBack is { } leadsBack ? leadsBack : Fact.Unknown<bool>(ip.PtrSaid),
        ip.IsListed is { } isListed ? isListed : Fact.Unknown<bool>(ip.ListsSaid),
        AsksLists: checks.Network && checks.Blocklists.Count > 0)
    {
        AsksNames = checks.Network,
    };
}
