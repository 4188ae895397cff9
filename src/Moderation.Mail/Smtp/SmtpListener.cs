using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Moderation.Mail.Smtp;

/// <summary>
/// A small SMTP server (RFC 5321) for mail that comes back and for development. It keeps nothing: the handler does.
/// Lines end in CRLF or the session ends.
/// </summary>
public sealed class SmtpListener(SmtpListenerOptions options, ISmtpHandler handler, TimeProvider? time = null) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly ConcurrentDictionary<Task, byte> _sessions = new();
    private readonly SmtpAdmission _admission = new(options, time ?? TimeProvider.System);
    private readonly SmtpMemory _memory = new(options.MaxBytesInFlight);

    // Built once: for each session anew it would look for the chain again, over the network too.
    private readonly Lazy<SslStreamCertificateContext> _certificate = new(() => SslStreamCertificateContext.Create(options.Certificate!, options.Chain, offline: true));

    private Socket? _socket;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens, with the port that was taken.</summary>
    /// <exception cref="InvalidOperationException">Not started.</exception>
    public IPEndPoint EndPoint => _socket?.LocalEndPoint as IPEndPoint ?? throw new InvalidOperationException("The listener has not been started.");

    /// <summary>Sessions open now.</summary>
    public int Sessions => _sessions.Count;

    /// <exception cref="SocketException">The address or port is not to be had.</exception>
    public void Start()
    {
        var socket = new Socket(options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (options.EndPoint.Address.Equals(IPAddress.IPv6Any))
            {
                // "Any" means IPv4 too.
                socket.DualMode = true;
            }

            socket.Bind(options.EndPoint);
            socket.Listen(256);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        _socket = socket;
        _accepting = AcceptAsync(socket);
    }

    /// <summary>
    /// Takes no more sessions, sends idle ones away with 421 and waits for messages under way; when <paramref name="ct"/> is
    /// cancelled it cuts those too.
    /// </summary>
    public async Task StopAsync(CancellationToken ct)
    {
        await _stopping.CancelAsync();
        _socket?.Dispose();
        await _accepting;
        await using var abort = ct.UnsafeRegister(static aborting => ((CancellationTokenSource)aborting!).Cancel(), _aborting);
        await Task.WhenAll(_sessions.Keys);
    }

    /// <summary>Stops at once, with a second for messages under way.</summary>
    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await StopAsync(soon.Token);
        _stopping.Dispose();
        _aborting.Dispose();
    }

    private async Task AcceptAsync(Socket socket)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await socket.AcceptAsync(_stopping.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // Out of descriptors, or a client that left again: not worth the listener.
                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
                continue;
            }

            var task = Task.Run(() => ServeAsync(client), CancellationToken.None);
            _sessions.TryAdd(task, 0);
            _ = task.ContinueWith(static (done, sessions) => ((ConcurrentDictionary<Task, byte>)sessions!).TryRemove(done, out _), _sessions, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await using var session = new SmtpServerSession(client, options, handler, time ?? TimeProvider.System, _memory, _certificate, _stopping.Token, _aborting.Token);
        if (!_admission.TryEnter(session.Address))
        {
            await session.RunAsync(isFull: true);
            return;
        }

        try
        {
            await session.RunAsync(isFull: false);
        }
        finally
        {
            _admission.Leave(session.Address);
        }
    }
}
