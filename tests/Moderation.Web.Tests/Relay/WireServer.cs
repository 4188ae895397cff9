using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Moderation.Web.Tests.Relay;

/// <summary>
/// An SMTP server that does as a test says: refuses, defers, hangs up, dawdles. It shares no code with the product's.
/// </summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<TcpClient, byte> _clients = new();
    private readonly Task _accepting;
    private int _count;

    /// <param name="port">0 is a free one.</param>
    /// <param name="address">Null is 127.0.0.1.</param>
    public WireServer(int port = 0, IPAddress? address = null)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections that were opened, and from where.</summary>
    public ConcurrentQueue<IPAddress> Callers { get; } = new();

    /// <summary>Whatever arrived whole, whether it was answered or not.</summary>
    public ConcurrentQueue<WireMessage> Messages { get; } = new();

    /// <summary>A reply to RCPT, or null for 250. After 421 the connection is closed.</summary>
    public Func<string, string?> OnRecipient { get; set; } = _ => null;

    /// <summary>For the nth message (from 1), when it has arrived: whether to hang up instead of answering.</summary>
    public Func<int, WireMessage, bool> HangsUp { get; set; } = (_, _) => false;

    /// <summary>Before each answer to a message.</summary>
    public TimeSpan Delay { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        foreach (var client in _clients.Keys)
        {
            client.Dispose();
        }

        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _clients.TryAdd(client, 0);
                Callers.Enqueue(((IPEndPoint)client.Client.RemoteEndPoint!).Address);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            client.NoDelay = true;
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            async Task SayAsync(string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
            await SayAsync("220 wire.example ready");
            var (from, to) = ("", "");
            while (await reader.ReadLineAsync(_stopping.Token) is { } line)
            {
                switch (line.Split(' ', ':')[0].ToUpperInvariant())
                {
                    case "EHLO":
                        await SayAsync("250-wire.example\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME");
                        break;
                    case "MAIL":
                        (from, to) = (Path(line), "");
                        await SayAsync("250 2.1.0 Ok");
                        break;
                    case "RCPT":
                        var refusal = OnRecipient(Path(line));
                        to = refusal is null ? Path(line) : "";
                        await SayAsync(refusal ?? "250 2.1.5 Ok");
                        if (refusal?.StartsWith("421", StringComparison.Ordinal) == true)
                        {
                            return;
                        }

                        break;
                    case "DATA" when to.Length == 0:
                        await SayAsync("503 5.5.1 No recipient");
                        break;
                    case "DATA":
                        await SayAsync("354 Go ahead");
                        if (await DataAsync(reader) is not { } data)
                        {
                            return;
                        }

                        var message = new WireMessage(from, to, data);
                        Messages.Enqueue(message);
                        var number = Interlocked.Increment(ref _count);
                        await Task.Delay(Delay, _stopping.Token);
                        if (HangsUp(number, message))
                        {
                            return;
                        }

                        await SayAsync("250 2.0.0 Ok");
                        break;
                    case "QUIT":
                        await SayAsync("221 2.0.0 Bye");
                        return;
                    default:
                        await SayAsync("250 2.0.0 Ok");
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
        finally
        {
            _clients.TryRemove(client, out _);
            client.Dispose();
        }
    }

    /// <returns>Null when the client went away before the final dot: no message then.</returns>
    private static async Task<string?> DataAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line == ".")
            {
                return text.ToString();
            }

            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return null;
    }

    private static string Path(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
}

internal sealed record WireMessage(string From, string To, string Data)
{
    /// <summary>A header field, unfolded.</summary>
    public string? Header(string name)
    {
        var header = Data[..Data.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal);
        return Array.Find(header.Split("\r\n"), line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
    }
}
