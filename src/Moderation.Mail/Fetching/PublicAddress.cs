using System.Net;
using System.Net.Sockets;

namespace Moderation.Mail.Fetching;

/// <summary>
/// Tells addresses of the internet from those inside (IANA special-purpose registries, RFC 6890): a name that somebody
/// else controls must not lead a check into our own network.
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            // Tunnels carry an IPv4 address past the list above: 6to4, Teredo (in 2001::/23). NAT64 is outside of what is given out.
            "2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>
    /// The only part of IPv6 that is given out to the public (RFC 4291 §2.4). Outside are loopback, link-local, site-local, unique-local,
    /// multicast, IPv4-compatible (::a.b.c.d), translated (::ffff:0:a.b.c.d) and NAT64 (64:ff9b::/96, 64:ff9b:1::/48).
    /// </summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Whether the address is out on the internet. IPv4 in IPv6 (::ffff:a.b.c.d) is judged as IPv4.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return (address.AddressFamily == AddressFamily.InterNetwork || IsGlobalUnicast(address))
            && !Array.Exists(Special, network => network.Contains(address));
    }

    // A zone (RFC 4007 §11) has no place in an address of the internet.
    private static bool IsGlobalUnicast(IPAddress address) => address.ScopeId == 0 && GlobalUnicast.Contains(address) && !IsIsatap(address);

    // RFC 5214 §6.1: an interface identifier 0000:5efe or 0200:5efe tunnels to the IPv4 address that follows.
    private static bool IsIsatap(IPAddress address) => address.GetAddressBytes().AsSpan(8, 4) is [0 or 2, 0, 0x5E, 0xFE];
}
