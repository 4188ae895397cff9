using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Moderation.Mail.Dns;

/// <summary>A server that could not be asked, or whose answer is worth nothing.</summary>
internal sealed class DnsExchangeException(string message) : Exception(message);

/// <summary>
/// One question to one server: UDP, and TCP when the answer was cut (RFC 1035 §4.2, RFC 7766 §5). Every question has a
/// fresh id and a fresh socket, so a fresh source port too: a forger has to guess both (RFC 5452 §4.5).
/// </summary>
internal static class DnsExchange
{
    /// <exception cref="DnsExchangeException">No usable answer in time.</exception>
    public static async Task<DnsMessage> AskAsync(IPEndPoint server, string name, DnsType type, TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var answer = await LimitedAsync(c => UdpAsync(server, name, type, edns: true, c), timeout, ct);
            if (answer.Code is DnsResponseCode.FormatError or DnsResponseCode.NotImplemented)
            {
                // RFC 6891 §6.2.2: an old server; ask as one did in 1987.
                answer = await LimitedAsync(c => UdpAsync(server, name, type, edns: false, c), timeout, ct);
            }

            return answer.IsTruncated ? await LimitedAsync(c => TcpAsync(server, name, type, c), timeout, ct) : answer;
        }
        catch (DnsFormatException problem)
        {
            throw new DnsExchangeException($"{server} sent a broken answer: {problem.Message}");
        }
        catch (Exception problem) when (problem is SocketException or IOException)
        {
            throw new DnsExchangeException($"{server} cannot be reached: {problem.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new DnsExchangeException($"{server} did not answer in {timeout.TotalSeconds:0.#} s.");
        }
    }

    private static async Task<DnsMessage> LimitedAsync(Func<CancellationToken, Task<DnsMessage>> ask, TimeSpan timeout, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        return await ask(limit.Token);
    }

    private static async Task<DnsMessage> UdpAsync(IPEndPoint server, string name, DnsType type, bool edns, CancellationToken ct)
    {
        var id = RandomId();
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        // Connected: the kernel drops what comes from anybody else, and tells of a closed port.
        await socket.ConnectAsync(server, ct);
        await socket.SendAsync(DnsMessage.Query(id, name, type, edns), ct);
        var buffer = new byte[ushort.MaxValue];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, ct);
            if (DnsMessage.IsAnswer(buffer.AsSpan(0, length), id, name, type))
            {
                return DnsMessage.Parse(buffer.AsSpan(0, length));
            }
        }
    }

    private static async Task<DnsMessage> TcpAsync(IPEndPoint server, string name, DnsType type, CancellationToken ct)
    {
        var id = RandomId();
        using var client = new TcpClient(server.AddressFamily);
        await client.ConnectAsync(server, ct);
        var stream = client.GetStream();
        var query = DnsMessage.Query(id, name, type, edns: false);
        // Length and message in one segment (RFC 7766 §8).
        var framed = new byte[query.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed, 2);
        await stream.WriteAsync(framed, ct);

        var header = new byte[2];
        await stream.ReadExactlyAsync(header, ct);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(header)];
        await stream.ReadExactlyAsync(message, ct);
        if (!DnsMessage.IsAnswer(message, id, name, type))
        {
            throw new DnsFormatException("It answers another question.");
        }

        var answer = DnsMessage.Parse(message);
        return answer.IsTruncated ? throw new DnsFormatException("It is cut short by TCP too.") : answer;
    }

    private static ushort RandomId()
    {
        Span<byte> bytes = stackalloc byte[2];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }
}
