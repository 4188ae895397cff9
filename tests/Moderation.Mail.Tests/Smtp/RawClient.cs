using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Moderation.Mail.Tests.Smtp;

/// <summary>A client that says exactly what a test wants, right or wrong.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly StreamReader _reader;

    public RawClient(IPEndPoint server)
    {
        _client.Connect(server);
        _reader = new StreamReader(_client.GetStream(), Encoding.Latin1);
    }

    public Stream Stream => _client.GetStream();

    public Task SayAsync(string raw) => _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(raw)).AsTask();

    /// <summary>The next whole reply, lines joined by |; null when the server hung up.</summary>
    public async Task<string?> HearAsync()
    {
        var lines = new List<string>();
        while (await _reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)) is { } line)
        {
            lines.Add(line);
            if (line.Length < 4 || line[3] == ' ')
            {
                return string.Join('|', lines);
            }
        }

        return null;
    }

    public async Task<string?> AskAsync(string raw)
    {
        await SayAsync(raw);
        return await HearAsync();
    }

    /// <summary>Greeting, EHLO, MAIL, RCPT, DATA: the next bytes are content.</summary>
    public async Task StartDataAsync()
    {
        await HearAsync();
        await SayAsync("EHLO me.example\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n");
        for (var i = 0; i < 3; i++)
        {
            await HearAsync();
        }

        Assert.StartsWith("354 ", await HearAsync(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }
}
