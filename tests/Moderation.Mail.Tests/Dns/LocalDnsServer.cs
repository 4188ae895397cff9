using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Moderation.Mail.Tests.Dns;

/// <summary>What a server says to one question.</summary>
/// <param name="query">The bytes that came.</param>
/// <param name="overTcp">How they came.</param>
/// <returns>The messages to send, in order; none is silence.</returns>
public delegate IEnumerable<byte[]> DnsBehaviour(byte[] query, bool overTcp);

/// <summary>A name server on this machine, by UDP and TCP on one free port, as good or as bad as a test needs it.</summary>
public sealed class LocalDnsServer : IAsyncDisposable
{
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TcpListener _tcp;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private int _questions;

    public LocalDnsServer(WireZone zone)
        : this((query, _) => zone.Answer(query) is { } answer ? [answer] : [])
    {
    }

    public LocalDnsServer(DnsBehaviour behaviour)
    {
        (EndPoint, _tcp) = Bind(_udp);
        _serving = Task.WhenAll(ServeUdpAsync(behaviour), ServeTcpAsync(behaviour));
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Questions so far, by either way.</summary>
    public int Questions => _questions;

    /// <summary>Source ports of the UDP questions.</summary>
    public HashSet<int> Ports { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _udp.Dispose();
        _tcp.Dispose();
        _stop.Dispose();
    }

    // The same number has to be free for both.
    private static (IPEndPoint, TcpListener) Bind(Socket udp)
    {
        for (var attempt = 0; ; attempt++)
        {
            var tcp = new TcpListener(IPAddress.Loopback, 0);
            tcp.Start();
            var place = (IPEndPoint)tcp.LocalEndpoint;
            try
            {
                udp.Bind(place);
                return (place, tcp);
            }
            catch (SocketException) when (attempt < 20)
            {
                tcp.Dispose();
            }
        }
    }

    private async Task ServeUdpAsync(DnsBehaviour behaviour)
    {
        var buffer = new byte[65_535];
        try
        {
            while (true)
            {
                var got = await _udp.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                Interlocked.Increment(ref _questions);
                lock (Ports)
                {
                    Ports.Add(((IPEndPoint)got.RemoteEndPoint).Port);
                }

                foreach (var message in behaviour(buffer[..got.ReceivedBytes], false))
                {
                    await _udp.SendToAsync(message, SocketFlags.None, got.RemoteEndPoint, _stop.Token);
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeTcpAsync(DnsBehaviour behaviour)
    {
        try
        {
            while (true)
            {
                using var client = await _tcp.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _questions);
                var stream = client.GetStream();
                var length = new byte[2];
                await stream.ReadExactlyAsync(length, _stop.Token);
                var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(query, _stop.Token);
                foreach (var message in behaviour(query, true))
                {
                    await stream.WriteAsync((byte[])[(byte)(message.Length >> 8), (byte)message.Length, .. message], _stop.Token);
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException or IOException)
        {
        }
    }
}
