using System.Net;
using System.Net.Sockets;

namespace Moderation.Mail;

/// <summary>Whom an address stands for where visitors are counted.</summary>
public static class Subscriber
{
    /// <summary>The address itself; of IPv6 the /64 that one subscriber has (RFC 6177), else each attempt could come from a new one. IPv4 in IPv6 is IPv4.</summary>
    public static IPAddress Of(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
