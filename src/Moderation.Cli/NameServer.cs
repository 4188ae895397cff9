using System.Net;
using Moderation.Mail.Dns;

namespace Moderation.Cli;

/// <summary>The option <c>--resolver</c>.</summary>
internal static class NameServer
{
    /// <returns>Null, with a sentence written, when it is no address.</returns>
    public static DnsOptions? Options(string? resolver, TextWriter error)
    {
        if (resolver is null)
        {
            return DnsOptions.FromSystem();
        }

        if (!IsWhole(resolver) || !IPEndPoint.TryParse(resolver, out var server))
        {
            error.WriteLine($"--resolver \"{Plain.Of(resolver)}\" is not an address and port, such as 9.9.9.9:53 or [2620:fe::fe]:53.");
            return null;
        }

        return new DnsOptions { Servers = [server.Port == 0 ? new IPEndPoint(server.Address, 53) : server] };
    }

    // .NET also reads 10.1 and 53 as addresses.
    public static bool IsWhole(string address) => address.Count(c => c == ':') > 1 || address.Count(c => c == '.') == 3;
}
