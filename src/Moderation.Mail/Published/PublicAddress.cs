using System.Net;

namespace Moderation.Mail.Published;

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
            // Tunnels and translations carry an IPv4 address past the list above: 6to4, Teredo, NAT64.
            "2001::/23", "2001:db8::/32", "2002::/16", "64:ff9b::/96", "64:ff9b:1::/48",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>The only part of IPv6 that is given out to the public (RFC 4291 §2.4).</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Whether the address is out on the internet.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork || GlobalUnicast.Contains(address))
            && !Array.Exists(Special, network => network.Contains(address));
    }
}
