using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace Moderation.Mail.Dns;

/// <summary>The machine's own configuration: <c>/etc/resolv.conf</c>, elsewhere the network interfaces.</summary>
internal static class SystemDns
{
    private const string ResolvConf = "/etc/resolv.conf";

    public static DnsOptions Read() =>
        File.Exists(ResolvConf) ? Parse(File.ReadAllText(ResolvConf)) : new DnsOptions { Servers = OrLoopback(OfInterfaces()) };

    /// <summary>As resolv.conf(5), without search lists: names of mail are absolute.</summary>
    public static DnsOptions Parse(string text)
    {
        var servers = new List<IPEndPoint>();
        var (seconds, attempts) = (3, 2);
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["nameserver", var address, ..] when IPAddress.TryParse(address, out var server):
                    servers.Add(new IPEndPoint(server, 53));
                    break;
                case ["options", ..]:
                    foreach (var option in words)
                    {
                        seconds = Number(option, "timeout:", 30) ?? seconds;
                        attempts = Number(option, "attempts:", 5) ?? attempts;
                    }

                    break;
                default:
                    break;
            }
        }

        return new DnsOptions { Servers = OrLoopback(servers), Timeout = TimeSpan.FromSeconds(seconds), Rounds = attempts };
    }

    private static int? Number(string option, string name, int most) =>
        option.StartsWith(name, StringComparison.Ordinal) && int.TryParse(option.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Math.Clamp(number, 1, most) : null;

    private static List<IPEndPoint> OfInterfaces() =>
        [.. NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(i => i.GetIPProperties().DnsAddresses)
            .Where(address => !address.IsIPv6SiteLocal)
            .Distinct()
            .Select(address => new IPEndPoint(address, 53))];

    // resolv.conf(5): without any entry, the server on this machine.
    private static List<IPEndPoint> OrLoopback(List<IPEndPoint> servers) =>
        servers.Count > 0 ? servers : [new IPEndPoint(IPAddress.Loopback, 53)];
}
