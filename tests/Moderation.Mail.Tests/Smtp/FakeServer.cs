using System.Net;
using System.Net.Sockets;
using System.Text;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

/// <summary>
/// A server that plays a script to one client. <c>S: </c> is said as it is, <c>C: </c> must be what the client says next,
/// <c>D: </c> must be the content up to its final dot (line ends as |), <c>X</c> hangs up, <c>W</c> waits for the client to hang up.
/// </summary>
internal sealed class FakeServer : IAsyncDisposable
{
    public static readonly string[] Hello = ["S: 220 mx", "C: EHLO me.example", "S: 250-mx", "S: 250-8BITMIME", "S: 250 PIPELINING"];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _play;

    public FakeServer(params string[] script)
    {
        _listener.Start();
        _play = PlayAsync(script);
    }

    public SmtpRoute Route => new()
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        HeloName = "me.example",
        Tls = TlsPolicy.None,
        Timeouts = new SmtpTimeouts { Quit = TimeSpan.FromMilliseconds(300) },
    };

    /// <summary>Fails when the client said anything else than the script.</summary>
    public Task PlayedAsync() => _play.WaitAsync(TimeSpan.FromSeconds(10));

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await Task.WhenAny(_play, Task.Delay(1_000));
    }

    private async Task PlayAsync(string[] script)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        foreach (var line in script)
        {
            switch (line[0])
            {
                case 'S':
                    await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(line[3..] + "\r\n"));
                    break;
                case 'C':
                    Assert.Equal(line[3..], await reader.ReadLineAsync());
                    break;
                case 'D':
                    Assert.Equal(line[3..], await ContentAsync(reader));
                    break;
                case 'W':
                    Assert.Null(await reader.ReadLineAsync());
                    break;
                case 'X':
                    return;
            }
        }

        // Stay until the client leaves.
        while (await reader.ReadLineAsync() is not null)
        {
        }
    }

    private static async Task<string> ContentAsync(StreamReader reader)
    {
        var content = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
        {
            content.Append(line).Append('|');
        }

        return content.ToString();
    }
}
