using System.Net;
using System.Net.Sockets;
using Moderation.Delivery;
using Moderation.Mail.Dns;
using Moderation.Mail.Fetching;
using Moderation.Mail.Published;
using Moderation.Mail.Smtp;

namespace Moderation.Web.Relay.Routes;

/// <summary>From one of our addresses to the mail servers of some domains.</summary>
/// <param name="From">Our address, its route and its name.</param>
/// <param name="Hosts">Of the receiver, the preferred first.</param>
/// <param name="Policy">What the domain enforces (MTA-STS); null is nothing.</param>
/// <param name="HeloName">Ours.</param>
internal sealed record DirectWay(RoutedIp From, IReadOnlyList<IReadOnlyList<string>> Hosts, MtaStsPolicy? Policy, string HeloName);

/// <summary>Delivers to the recipients' own servers, in the order of their preference.</summary>
internal sealed class DirectOutlet(DirectWay way, SiteGate gate, IDnsResolver dns, ShapingOptions shaping, RelayOptions options, TimeProvider clock) : Outlet(clock)
{
    public override string Place => way.Hosts[0][0];

    public override int MostLanes => gate.Provider.Connections;

    public override int MessagesPerConnection => gate.Provider.MessagesPerConnection;

    // Others wait for the place.
    public override TimeSpan LongestIdle => TimeSpan.FromSeconds(3);

    public override bool TryEnter() => gate.TryEnter();

    public override void Leave() => gate.Leave();

    public override DateTimeOffset? PutOffUntil() => gate.PutOffUntil();

    public override void Heard(SmtpReply reply) => gate.Heard(reply);

    /// <summary>One receiver's trouble is no other's: these recipients are tried again later, the rest goes on.</summary>
    public override void Unreachable(Job job) => job.Run.Settle(job, Outcome.Of(
        job.Recipient, null, null, State.Problem ?? $"{Place} could not be reached.", ReplyMeaning.TryLater, options.Retry, job.Run.Mail.Released, Clock.GetUtcNow()));

    /// <exception cref="SmtpConnectException">No server of the receiver can be used, or none that its policy allows.</exception>
    public override async Task<SmtpConnection> ConnectAsync(CancellationToken ct)
    {
        SmtpConnectException? last = null;
        foreach (var host in InOrder())
        {
            if (way.Policy is { } policy && !policy.Allows(host))
            {
                // RFC 8461 §4.2: not to a server that the policy does not name.
                last ??= new SmtpConnectException($"{host} is not in the policy (MTA-STS) that its domain enforces.");
                continue;
            }

            foreach (var address in await AddressesAsync(host, ct))
            {
                try
                {
                    return await SmtpConnection.ConnectAsync(Route(host, address), ct, Clock);
                }
                catch (SmtpConnectException e)
                {
                    last = e;
                    if (e.Reply is { } reply)
                    {
                        gate.Heard(reply);
                        if (gate.PutOffUntil() is not null)
                        {
                            // The next server belongs to the same provider, which asked to be left alone.
                            throw;
                        }
                    }
                }
            }
        }

        throw last ?? new SmtpConnectException($"{Place} has no address that {way.From.Ip.Address} can reach.");
    }

    private SmtpRoute Route(string host, IPAddress address) => new()
    {
        Host = host,
        Address = address,
        Port = way.From.Route.Port,
        HeloName = way.HeloName,
        // Checked before: what the domain promised is kept, whatever stands in between offers.
        Tls = way.Policy is not null || gate.Provider.NeedsTls ? TlsPolicy.Required : TlsPolicy.Opportunistic,
        LocalAddress = way.From.Ip.Address,
        Timeouts = new SmtpTimeouts { Connect = TimeSpan.FromSeconds(15), Greeting = TimeSpan.FromMinutes(1) },
    };

    // RFC 5321 §5.1: those of one preference in any order, to spread the load.
    private IEnumerable<string> InOrder() => way.Hosts.SelectMany(hosts =>
    {
        var mixed = hosts.ToArray();
        Random.Shared.Shuffle(mixed);
        return mixed;
    });

    // The domain of a recipient, which anybody may choose, must not lead into our own network.
    private async Task<IEnumerable<IPAddress>> AddressesAsync(string host, CancellationToken ct)
    {
        var type = way.From.Ip.Address.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa;
        var answer = await dns.QueryAsync(host, type, ct);
        return answer.Of<AddressRecord>().Select(record => record.Address).Where(address => shaping.PrivateReceivers || PublicAddress.Is(address)).Take(4);
    }
}
