using System.Net;
using Moderation.Accounts;

namespace Moderation.Web.Feedback.Mx;

/// <summary>The section <c>Mx</c> of the configuration.</summary>
internal sealed record MxOptions
{
    private const string Anybody = "any";

    // In front stands the provider's own mail server: this machine and private networks (RFC 1918, RFC 4193).
    private const string Nearby = "127.0.0.0/8, ::1/128, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7";

    /// <summary>Where it listens; null while it does not.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>Whose mail comes here beside the bounces; null while there is no such domain.</summary>
    public DomainName? Domain { get; init; }

    /// <summary>Of the envelope senders.</summary>
    public required DomainName BounceDomain { get; init; }

    /// <summary>Who may connect, and whose Received fields are believed; null for anybody.</summary>
    public IReadOnlyList<IPNetwork>? Peers { get; init; }

    public int MaxMessageBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Who reads abuse@ and postmaster@; null for the admins.</summary>
    public EmailAddress? ForwardTo { get; init; }

    /// <summary>Null while TLS is not offered.</summary>
    public MxCertificate? Certificate { get; init; }

    /// <exception cref="StartRefusedException">With the setting that is wrong.</exception>
    public static MxOptions From(IConfiguration configuration, DomainName? domain, DomainName bounceDomain)
    {
        var section = configuration.GetSection("Mx");
        var options = new MxOptions { Domain = domain, BounceDomain = bounceDomain };
        return options with
        {
            Listen = ListenOf(section["Listen"]),
            Peers = PeersOf(section["Peers"] ?? Nearby),
            MaxMessageBytes = section.GetValue("MaxMessageBytes", options.MaxMessageBytes) is >= 64 * 1024 and <= 100 * 1024 * 1024 and var bytes
                ? bytes
                : throw new StartRefusedException("Mx:MaxMessageBytes is 65536 to 104857600."),
            Certificate = MxCertificate.From(section),
            ForwardTo = section["ForwardTo"] is not { Length: > 0 } to ? null
                : EmailAddress.TryParse(to, out var address) && !IsOurs(address.Domain, options) ? address
                : throw new StartRefusedException($"Mx:ForwardTo is '{to}'. It is the address of whoever reads abuse@ and postmaster@, at a domain whose mail does not come here."),
        };
    }

    /// <summary>Whether mail to that domain comes here.</summary>
    public bool IsOurs(DomainName domain) => IsOurs(domain, this);

    /// <summary>Whether that machine may connect.</summary>
    public bool Admits(IPAddress address) => Peers is null || Contains(address);

    /// <summary>Who brought a mail to us or to our own mail server: the first machine on its way back that is not one of ours. Null when nobody says.</summary>
    /// <param name="peer">Who is connected.</param>
    /// <param name="received">The Received fields, the topmost first (RFC 5321 §4.4): each is written by the machine that the one above it names.</param>
    public IPAddress? SourceOf(IPAddress peer, IEnumerable<string> received)
    {
        if (Peers is null || !Contains(peer))
        {
            return peer;
        }

        foreach (var field in received)
        {
            if (BracketedAddress(field) is not { } from)
            {
                return null;
            }

            if (!Contains(from))
            {
                return from;
            }
        }

        return null;
    }

    private static bool IsOurs(DomainName domain, MxOptions options) => domain == options.BounceDomain || domain == options.Domain;

    private bool Contains(IPAddress address) => Peers!.Any(network => network.Contains(address));

    // "from name (name [192.0.2.1]) by …". A client may call itself "[198.51.100.1]": with two addresses nobody knows which one is true.
    private static IPAddress? BracketedAddress(string received)
    {
        var by = received.IndexOf(" by ", StringComparison.OrdinalIgnoreCase);
        var from = (by < 0 ? received : received[..by]).AsSpan();
        IPAddress? found = null;
        for (var open = from.IndexOf('['); open >= 0; open = from.IndexOf('['))
        {
            from = from[(open + 1)..];
            var close = from.IndexOf(']');
            var text = close < 0 ? from : from[..close];
            text = text.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? text[5..] : text;
            if (!IPAddress.TryParse(text, out var address) || (found is not null && !found.Equals(address)))
            {
                return null;
            }

            found = address;
        }

        return found is { IsIPv4MappedToIPv6: true } ? found.MapToIPv4() : found;
    }

    private static IPEndPoint? ListenOf(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var endPoint) ? endPoint
        : throw new StartRefusedException($"Mx:Listen is '{text}'. It is an address and a port, such as 0.0.0.0:2525.");

    private static List<IPNetwork>? PeersOf(string text) =>
        text.Trim().Equals(Anybody, StringComparison.OrdinalIgnoreCase) ? null
        : [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(network =>
            IPNetwork.TryParse(network, out var range) ? range
            : throw new StartRefusedException($"Mx:Peers names '{network}', which is no network. Write networks with commas, such as 10.0.0.0/8, or any."))];
}
