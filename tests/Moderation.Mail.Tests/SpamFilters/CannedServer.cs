using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Moderation.Mail.Tests.SpamFilters;

/// <summary>Takes one connection after another, reads what comes, and says always the same. Null says nothing at all.</summary>
internal sealed class CannedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public CannedServer(byte[]? answer)
    {
        _listener.Start();
        _serving = ServeAsync(answer);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Heard { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync(byte[]? answer)
    {
        while (!_end.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_end.Token);
            await using var stream = client.GetStream();
            var buffer = new byte[64 * 1024];
            // The mails of these tests end in one of these ways, in one or two reads.
            do
            {
                var count = await stream.ReadAsync(buffer, _end.Token);
                if (count == 0)
                {
                    break;
                }

                Heard += Encoding.ASCII.GetString(buffer, 0, count);
            }
            while (!Heard.EndsWith("\r\n", StringComparison.Ordinal) && !Heard.EndsWith("mail", StringComparison.Ordinal) || Heard.EndsWith("\r\n\r\n", StringComparison.Ordinal));

            if (answer is null)
            {
                await Task.Delay(Timeout.Infinite, _end.Token);
            }

            await stream.WriteAsync(answer!, _end.Token);
            client.Client.Shutdown(SocketShutdown.Send);
        }
    }
}
