using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Tests.Blocklists;

/// <summary>A name server for blocklists, as their owners run it, with a few zones on loopback.</summary>
internal sealed class Rbldnsd : IDisposable
{
    public const string Program = "/usr/sbin/rbldnsd";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    private Rbldnsd((string Zone, string Type, string Data)[] zones)
    {
        Port = FreeUdpPort();
        var specs = zones.Select((zone, i) =>
        {
            File.WriteAllText(_folder.File($"{i}"), zone.Data);
            return $"{zone.Zone}:{zone.Type}:{i}";
        }).ToArray();
        if (!OperatingSystem.IsWindows())
        {
            // It gives up its rights, and then has to read the zones.
            File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        }

        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        _process = RunningProgram.Start(Program, [.. user, "-n", "-b", $"127.0.0.1/{Port}", "-w", _folder.Path, .. specs]);
    }

    public int Port { get; }

    /// <summary>Asks it without keeping answers.</summary>
    public DnsResolver Resolver => new(new DnsOptions { Servers = [new IPEndPoint(IPAddress.Loopback, Port)], Timeout = TimeSpan.FromSeconds(2), Rounds = 3, CacheSize = 0 }, TimeProvider.System);

    public static async Task<Rbldnsd> StartAsync(params (string Zone, string Type, string Data)[] zones)
    {
        var server = new Rbldnsd(zones);
        for (var wait = 0; wait < 100 && !server._process.HasExited; wait++)
        {
            if ((await server.Resolver.QueryAsync("up." + zones[0].Zone, DnsType.A, default)).Outcome != DnsOutcome.TemporaryFailure)
            {
                return server;
            }

            await Task.Delay(50);
        }

        var said = server._process.HasExited ? server._process.StandardError.ReadToEnd() : "it is silent";
        server.Dispose();
        throw new InvalidOperationException($"rbldnsd did not start: {said}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private static int FreeUdpPort()
    {
        using var probe = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.Client.LocalEndPoint!).Port;
    }
}
