using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Moderation.Web.Tests.Relay.Routes;

/// <summary>A name server on this machine for a few records, by UDP. It shares no code with the product's.</summary>
internal sealed class TestDns : IAsyncDisposable
{
    private readonly UdpClient _udp = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Dictionary<string, List<byte[]>> _records = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public TestDns() => _serving = ServeAsync();

    public string EndPoint => _udp.Client.LocalEndPoint!.ToString()!;

    public TestDns Address(string name, string address) => Add(name, 1, IPAddress.Parse(address).GetAddressBytes());

    public TestDns Mx(string name, int preference, string host) => Add(name, 15, [(byte)(preference >> 8), (byte)preference, .. Labels(host)]);

    public TestDns Ptr(string name, string host) => Add(name, 12, Labels(host));

    public void Remove(string name)
    {
        _names.Remove(name);
        foreach (var key in _records.Keys.Where(key => key.StartsWith(name + " ", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            _records.Remove(key);
        }
    }

    public TestDns Txt(string name, string text) => Add(name, 16, [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)]);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _udp.Dispose();
        _stop.Dispose();
    }

    private TestDns Add(string name, int type, byte[] data)
    {
        _names.Add(name);
        if (!_records.TryGetValue($"{name} {type}", out var records))
        {
            _records[$"{name} {type}"] = records = [];
        }

        // A pointer to the question's name, type, IN, a time to live of a minute.
        records.Add([0xC0, 12, 0, (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data]);
        return this;
    }

    private static byte[] Labels(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var got = await _udp.ReceiveAsync(_stop.Token);
                await _udp.SendAsync(Answer(got.Buffer), got.RemoteEndPoint, _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private byte[] Answer(byte[] query)
    {
        var (at, labels) = (12, new List<string>());
        for (; query[at] != 0; at += query[at] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]));
        }

        var (name, type) = (string.Join('.', labels), (query[at + 1] << 8) | query[at + 2]);
        var records = _records.GetValueOrDefault($"{name} {type}") ?? [];
        var code = _names.Contains(name) || _names.Any(known => known.EndsWith("." + name, StringComparison.OrdinalIgnoreCase)) ? 0 : 3;
        return [query[0], query[1], 0x85, (byte)(0x80 | code), 0, 1, 0, (byte)records.Count, 0, 0, 0, 0, .. query[12..(at + 5)], .. records.SelectMany(record => record)];
    }
}
