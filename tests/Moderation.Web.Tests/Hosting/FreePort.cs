using System.Net;
using System.Net.Sockets;

namespace Moderation.Web.Tests.Hosting;

/// <summary>A port of this machine that nobody listens on.</summary>
public static class FreePort
{
    public static int Take()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
