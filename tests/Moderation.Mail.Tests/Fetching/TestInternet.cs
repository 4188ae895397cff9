using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Moderation.Mail.Fetching;

namespace Moderation.Mail.Tests.Fetching;

/// <summary>
/// A few web sites behind real sockets and real TLS, at public addresses that exist only here. Every connection to anywhere else
/// comes out in a trap that counts it: what the dialer lets through to a forbidden address is seen.
/// </summary>
internal sealed class TestInternet : IAsyncDisposable
{
    private const string Sites = "93.184.216.34";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly TcpListener _encrypted = new(IPAddress.Loopback, 0);
    private readonly TcpListener _plain = new(IPAddress.Loopback, 0);
    private readonly TcpListener _trap = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, SslStreamCertificateContext> _certificates = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Func<Stream, CancellationToken, Task>> _pages = new(StringComparer.OrdinalIgnoreCase);
    private readonly Task[] _loops;
    private int _trapped;

    private TestInternet()
    {
        _encrypted.Start();
        _plain.Start();
        _trap.Start();
        _loops = [AcceptAsync(_encrypted, ServeEncryptedAsync), AcceptAsync(_plain, ServeAsync), AcceptAsync(_trap, TrapAsync)];
        Dialer = new FilteredDialer(Names, new TestNetwork(Wire, [Authority.Root]));
    }

    public static TestInternet Open() => new();

    public static TestAuthority Authority { get; } = new("Lighthouse");

    public FakeNames Names { get; } = new();

    public FilteredDialer Dialer { get; }

    /// <summary>Connections to anywhere but the sites.</summary>
    public int Trapped => Volatile.Read(ref _trapped);

    /// <summary>Requests that the sites got: "GET https://host/path".</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Told each request as it came: its line and its headers, LF between them.</summary>
    public Action<string>? OnHead { get; set; }

    public LinkProber Prober(LinkProberOptions? options = null) => new(Dialer, TimeProvider.System, options ?? new LinkProberOptions { HostPause = TimeSpan.Zero });

    /// <summary>A site with a certificate that holds, unless another is given.</summary>
    public TestInternet Site(string host, SslStreamCertificateContext? certificate = null)
    {
        Names.Set(host, Sites);
        _certificates[host] = certificate ?? Authority.Give([host], Now.AddDays(-10), Now.AddDays(80));
        return this;
    }

    /// <summary>A page, with its site if that is new: "https://host/path". The line ends of the answer are written as CR LF.</summary>
    public TestInternet Page(string address, string answer) =>
        Page(address, async (stream, ct) => await stream.WriteAsync(Encoding.UTF8.GetBytes(answer.ReplaceLineEndings("\r\n")), ct));

    public TestInternet Page(string address, Func<Stream, CancellationToken, Task> answer)
    {
        var uri = new Uri(address);
        if (!_certificates.ContainsKey(uri.IdnHost))
        {
            Site(uri.IdnHost);
        }

        _pages[$"{uri.Scheme}://{uri.IdnHost}{uri.PathAndQuery}"] = answer;
        return this;
    }

    public TestInternet Redirect(string address, string to, int status = 301) => Page(address, $"HTTP/1.1 {status} Moved\nLocation: {to}\nContent-Length: 0\n\n");

    public TestInternet Html(string address, string html, int status = 200) =>
        Page(address, $"HTTP/1.1 {status} Fine\nContent-Type: text/html; charset=utf-8\nConnection: close\n\n{html}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _encrypted.Dispose();
        _plain.Dispose();
        _trap.Dispose();
        await Task.WhenAll(_loops);
        _end.Dispose();
    }

    private IPEndPoint Wire(IPEndPoint place) => (IPEndPoint)(place switch
    {
        { Port: 443 } when place.Address.Equals(IPAddress.Parse(Sites)) => _encrypted,
        { Port: 80 } when place.Address.Equals(IPAddress.Parse(Sites)) => _plain,
        _ => _trap,
    }).LocalEndpoint;

    private async Task AcceptAsync(TcpListener listener, Func<Stream, Task> serve)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_end.Token);
                _ = Task.Run(async () =>
                {
                    using (client)
                    {
                        try
                        {
                            await serve(client.GetStream());
                        }
                        catch (Exception problem) when (problem is IOException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
                        {
                        }
                    }
                });
            }
        }
        catch (Exception problem) when (problem is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private Task TrapAsync(Stream stream)
    {
        Interlocked.Increment(ref _trapped);
        return Task.CompletedTask;
    }

    private async Task ServeEncryptedAsync(Stream stream)
    {
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync((_, hello, _, _) => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificates.TryGetValue(hello.ServerName.TrimEnd('.'), out var known) ? known : throw new AuthenticationException("No such site."),
        }), null, _end.Token);
        await ServeAsync(tls);
    }

    private async Task ServeAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var request = await reader.ReadLineAsync(_end.Token) ?? "";
        var head = new StringBuilder(request);
        var host = "";
        while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line)
        {
            head.Append('\n').Append(line);
            host = line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase) ? line[5..].Trim().TrimEnd('.') : host;
        }

        if (request.Split(' ') is not [_, var path, _])
        {
            return;
        }

        OnHead?.Invoke(head.ToString());
        var address = $"{(stream is SslStream ? "https" : "http")}://{host}{path}";
        Requests.Enqueue("GET " + address);
        await (_pages.TryGetValue(address, out var page) ? page(stream, _end.Token) : stream.WriteAsync("HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _end.Token).AsTask());
        await stream.FlushAsync(_end.Token);
        if (stream is SslStream tls)
        {
            await tls.ShutdownAsync();
        }
    }
}
