using System.Net;
using System.Net.Sockets;
using Moderation.Mail.Smtp;
using Moderation.Web.Relay;

namespace Moderation.Web.Feedback.Mx;

/// <summary>The SMTP server of the role Mx.</summary>
internal sealed class MxListener : IHostedService, IAsyncDisposable
{
    private readonly SmtpListener _listener;
    private readonly ILogger _log;
    private readonly MxCertificate? _certificate;
    private int _disposed;

    /// <summary>Listens when the host starts.</summary>
    public MxListener(MxOptions options, RelayOptions relay, MxHandler handler, TimeProvider clock, ILogger<MxListener> log)
    {
        (_log, _certificate) = (log, options.Certificate);
        _listener = new SmtpListener(
            new SmtpListenerOptions
            {
                EndPoint = options.Listen!,
                ServerName = relay.HelloName,
                MaxMessageBytes = options.MaxMessageBytes,
                Certificate = options.Certificate?.Leaf,
                Chain = options.Certificate?.Chain ?? [],
                // One mail server in front brings everything.
                MaxSessionsPerAddress = 200,
                MaxSessionsPerMinute = 6_000,
                OnProblem = problem => log.LogWarning(problem.Cause, "Mx: {What} ({Address})", problem.What, problem.Address),
            },
            handler, clock);
    }

    /// <summary>With the port that was taken.</summary>
    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <exception cref="StartRefusedException">The address or port is not to be had.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _listener.Start();
        }
        catch (SocketException e)
        {
            throw new StartRefusedException($"Mx:Listen cannot be listened on ({e.Message}). Set it to an address of this machine and a free port.", e);
        }

        _log.LogInformation("Bounces, reports and opt-outs are taken at {EndPoint}", _listener.EndPoint);
        if (_certificate is not null)
        {
            _log.LogInformation("TLS is offered there with a certificate that is valid until {Until:yyyy-MM-dd HH:mm} UTC", _certificate.Leaf.NotAfter.ToUniversalTime());
        }

        return Task.CompletedTask;
    }

    // Messages under way are finished; what is cut was not answered and comes again.
    public Task StopAsync(CancellationToken cancellationToken) => _listener.StopAsync(cancellationToken);

    // The container knows this object under two names and disposes it twice.
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _disposed, 1) == 0 ? _listener.DisposeAsync() : default;
}
