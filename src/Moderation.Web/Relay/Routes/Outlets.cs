using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Moderation.Delivery;
using Moderation.Mail.Dns;
using Moderation.Mail.Published;
using Moderation.Mail.Smtp;

namespace Moderation.Web.Relay.Routes;

/// <summary>The open outlets of this node. One that nobody uses is closed; one whose route was changed is opened anew.</summary>
internal sealed class Outlets(
    RelayRoutes configured, RouteSecrets secrets, Reservations reservations, IDnsResolver dns, ShapingOptions shaping, RelayOptions options, TimeProvider clock, ILogger<Outlets> log)
{
    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Outlet> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(Guid Ip, string Site), SiteGate> _gates = new();
    private readonly ConcurrentDictionary<IPAddress, (bool IsOurs, DateTimeOffset Until)> _ours = new();
    private readonly List<Task> _closing = [];
    private DateTimeOffset _swept;
    private CancellationToken _hardStop;

    /// <summary>What the configuration names; null when it names nothing.</summary>
    public HostOutlet? Configured { get; } = configured.Route is { } route ? new HostOutlet(route, options.Connections, clock) : null;

    /// <param name="hardStop">Ends what is on the connections.</param>
    public void Start(CancellationToken hardStop)
    {
        _hardStop = hardStop;
        Configured?.Start(NewLane);
    }

    public bool Send(Outlet outlet, Job job) => outlet.TryTake(job, NewLane);

    /// <summary>Lets what is on the connections end.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll([.. _closing, .. _open.Values.Select(outlet => outlet.CloseAsync()), Configured?.CloseAsync() ?? Task.CompletedTask]);
    }

    /// <param name="route">A smart host.</param>
    /// <param name="ip">The address it is to send from; null leaves that to it.</param>
    public HostOutlet Of(MailRoute route, SendingIp? ip)
    {
        var pool = ip is null ? "" : ip.PoolName.Length > 0 ? ip.PoolName : ip.Address.ToString();
        var secret = route.SealedPassword is { } sealedPassword ? Convert.ToHexString(SHA256.HashData(sealedPassword)) : "";
        var key = string.Join('|', route.Id, route.Host, route.Port, route.Tls, route.UserName, secret, route.HeloName, route.PoolHeader, ip?.Id, pool);
        return (HostOutlet)_open.GetOrAdd(key, _ => new HostOutlet(
            new SmtpRoute
            {
                Host = route.Host,
                Port = route.Port,
                HeloName = Helo(route, ip),
                Tls = Enum.Parse<TlsPolicy>(route.Tls),
                Credentials = route.UserName.Length > 0 ? new NetworkCredential(route.UserName, secrets.Open(route)) : null,
                // With a pool header the address is the smart host's own.
                LocalAddress = route.PoolHeader.Length == 0 ? ip?.Address : null,
            },
            options.Connections,
            clock,
            ip is null ? "" : route.PoolHeader,
            pool)
        {
            From = new Departure(route.Number, ip?.Number, ip?.Id),
        });
    }

    public Outlet Of(RoutedIp from, Receiver receiver, MtaStsPolicy? policy)
    {
        // Domains with the same servers share connections; a policy is one domain's.
        var key = string.Join('|', from.Ip.Id, from.Route.Port, from.Route.HeloName, string.Join(';', receiver.Hosts.Select(hosts => string.Join(',', hosts))), policy is null ? "" : receiver.Domain);
        return _open.GetOrAdd(key, _ =>
        {
            var gate = _gates.GetOrAdd((from.Ip.Id, receiver.Site), _ => new SiteGate(from.Ip.Id, receiver.Site, receiver.Provider, shaping, reservations, clock, log));
            return new DirectOutlet(new DirectWay(from, receiver.Hosts, policy, Helo(from.Route, from.Ip)), gate, dns, shaping, options, clock) { From = new Departure(from.Route.Number, from.Ip.Number, from.Ip.Id) };
        });
    }

    /// <summary>Whether this node can use the address: it is its own, or a smart host's that works.</summary>
    public bool CanUse(RoutedIp one) => one.Route.Kind == RouteKind.SmartHost
        ? (one.Route.PoolHeader.Length > 0 || IsOurs(one.Ip.Address)) && Of(one.Route, one.Ip).State.Wait == TimeSpan.Zero
        : IsOurs(one.Ip.Address);

    /// <summary>What is wrong with a smart host; null while mail leaves.</summary>
    public Outlet? Broken() => _open.Values.OfType<HostOutlet>().FirstOrDefault(outlet => outlet.State.Problem is not null);

    public void Sweep()
    {
        var now = clock.GetUtcNow();
        if (now - _swept < Unused)
        {
            return;
        }

        _swept = now;
        _closing.RemoveAll(closing => closing.IsCompleted);
        foreach (var (key, outlet) in _open.Where(pair => now - pair.Value.LastUsed > Unused && pair.Value.Jobs.Reader.Count == 0))
        {
            _open.TryRemove(key, out _);
            _closing.Add(outlet.CloseAsync());
        }

        foreach (var (key, _) in _gates.Where(pair => pair.Value.IsIdle))
        {
            _gates.TryRemove(key, out _);
        }
    }

    private Task NewLane(Outlet outlet) => Task.Run(() => new Lane(outlet, options, clock, log).RunAsync(_hardStop), CancellationToken.None);

    private string Helo(MailRoute route, SendingIp? ip) =>
        route.HeloName.Length > 0 ? route.HeloName : ip is { PtrLeadsBack: true, PtrName: { Length: > 0 } name } ? name : options.HelloName;

    // Another node's address cannot be bound here.
    private bool IsOurs(IPAddress address)
    {
        var now = clock.GetUtcNow();
        if (_ours.TryGetValue(address, out var known) && now < known.Until)
        {
            return known.IsOurs;
        }

        var isOurs = true;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
        }
        catch (SocketException)
        {
            isOurs = false;
        }

        _ours[address] = (isOurs, now + Unused);
        return isOurs;
    }
}
