using System.Net;
using System.Net.Sockets;
using Moderation.Mail.Smtp;

namespace Moderation.Web.Relay.Development;

/// <summary>The console's own mail server on loopback, to which mail goes while no route is configured. Development only.</summary>
internal sealed class DevelopmentListener : IHostedService, IAsyncDisposable
{
    private readonly SmtpListener _listener;
    private readonly ILogger _log;
    private int _disposed;

    /// <summary>Listens at once, so that the relay finds it whatever starts first.</summary>
    /// <exception cref="StartRefusedException">The port is taken.</exception>
    public DevelopmentListener(int port, MailStore store, TimeProvider clock, ILogger<DevelopmentListener> log)
    {
        _log = log;
        _listener = new SmtpListener(
            new SmtpListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, port), MaxCommands = 10_000, OnProblem = problem => log.LogDebug(problem.Cause, "{What}", problem.What) }, store, clock);
        try
        {
            _listener.Start();
        }
        catch (SocketException e)
        {
            throw new StartRefusedException($"Port {port} for the console's own mail server is taken ({e.Message}). Set Relay:DevelopmentPort to a free one, or to 0 for any.", e);
        }
    }

    public SmtpRoute Route(string helloName) => new() { Host = "127.0.0.1", Port = _listener.EndPoint.Port, HeloName = helloName, Tls = TlsPolicy.None };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _log.LogInformation("Mail stays on this machine: {EndPoint} keeps it, /dev/mail shows it", _listener.EndPoint);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // After the relay has drained, which is when the container goes. It knows this object under two names and disposes it twice.
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _disposed, 1) == 0 ? _listener.DisposeAsync() : default;
}
