using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Moderation.Mail.Smtp;

/// <summary>One client's session: carries bytes in and out, keeps time and limits, and leaves the words to <see cref="SmtpServerDialog"/>.</summary>
internal sealed class SmtpServerSession : IAsyncDisposable
{
    private static readonly SmtpReply Busy = new(421, new EnhancedStatus(4, 3, 2), "Too many sessions, try again later");
    private static readonly SmtpReply Stopping = new(421, new EnhancedStatus(4, 3, 2), "Closing, try again later");
    private static readonly SmtpReply Late = new(421, new EnhancedStatus(4, 4, 2), "Too slow, closing");
    private static readonly SmtpReply TooLong = new(500, new EnhancedStatus(5, 5, 2), "Line too long, closing");
    // 521 as Postfix answers it: the lines after this one may be somebody else's mail.
    private static readonly SmtpReply Bare = new(521, new EnhancedStatus(5, 5, 2), "Lines must end in CRLF, closing");
    private static readonly SmtpReply Smuggled = new(554, new EnhancedStatus(5, 5, 1), "Nothing may follow STARTTLS before TLS, closing");

    private readonly Socket _socket;
    private readonly SmtpListenerOptions _options;
    private readonly SmtpServerDialog _dialog;
    private readonly SmtpMemory _memory;
    private readonly Lazy<SslStreamCertificateContext> _certificate;
    private readonly CancellationToken _stopping;
    private readonly CancellationToken _aborting;
    private readonly List<byte> _out = [];
    private Stream _stream;
    private SmtpLineReader _reader;

    public SmtpServerSession(Socket socket, SmtpListenerOptions options, ISmtpHandler handler, TimeProvider time, SmtpMemory memory, Lazy<SslStreamCertificateContext> certificate, CancellationToken stopping, CancellationToken aborting)
    {
        (_socket, _options, _memory, _certificate, _stopping, _aborting) = (socket, options, memory, certificate, stopping, aborting);
        var address = (socket.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        Address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        _dialog = new SmtpServerDialog(options, handler, time, Address, Report);
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = NewReader();
    }

    /// <summary>The client's.</summary>
    public IPAddress Address { get; }

    public async Task RunAsync(bool isFull)
    {
        try
        {
            _socket.NoDelay = true;
            if (isFull)
            {
                await CloseAsync(Busy);
                return;
            }

            Say(_dialog.Greeting);
            await ConverseAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            Report("The session broke.", e);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task ConverseAsync()
    {
        while (true)
        {
            var line = await ReadCommandAsync();
            if (line != SmtpLine.Read)
            {
                await RefuseLineAsync(line);
                return;
            }

            var (reply, next) = await _dialog.AnswerAsync(_reader.Line.ToArray(), _aborting);
            Say(reply);
            var goesOn = next switch
            {
                SmtpNext.Data => await ReceiveAsync(),
                SmtpNext.Tls => await EncryptAsync(),
                SmtpNext.Close => await CloseAsync(null),
                _ => true,
            };
            if (!goesOn)
            {
                return;
            }
        }
    }

    private async Task<SmtpLine> ReadCommandAsync()
    {
        if (!_reader.HasLine)
        {
            // Replies to pipelined commands leave together (RFC 2920 §3.2).
            await FlushAsync();
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping, _aborting);
        limit.CancelAfter(_options.CommandTimeout);
        try
        {
            return await _reader.ReadAsync(_options.MaxCommandBytes, limit.Token);
        }
        catch (OperationCanceledException)
        {
            await CloseAsync(_stopping.IsCancellationRequested ? Stopping : Late);
            return SmtpLine.Closed;
        }
    }

    /// <returns>Whether the session goes on.</returns>
    private async Task<bool> ReceiveAsync()
    {
        await FlushAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_aborting);
        limit.CancelAfter(_options.MessageTimeout);
        using var data = new SmtpData(_options.MaxMessageBytes, _memory);
        try
        {
            while (true)
            {
                var line = await _reader.ReadAsync(_options.MaxLineBytes, limit.Token);
                if (line != SmtpLine.Read)
                {
                    await RefuseLineAsync(line);
                    return false;
                }

                if (!data.Append(_reader.Line))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!_aborting.IsCancellationRequested)
        {
            return await CloseAsync(Late);
        }

        var reply = data.HasNoRoom ? _dialog.NoRoom() : await _dialog.ReceivedAsync(data.IsTooLarge ? null : data.ToArray(), _aborting);
        if (reply.Code == 421)
        {
            return await CloseAsync(reply);
        }

        Say(reply);
        return true;
    }

    /// <returns>Whether the session goes on.</returns>
    private async Task<bool> EncryptAsync()
    {
        if (_reader.Buffered > 0)
        {
            // Commands sent ahead of TLS would run as if said under it (CVE-2011-0411).
            _out.Clear();
            Report("Commands were sent ahead of TLS.", null);
            return await CloseAsync(Smuggled);
        }

        await FlushAsync();
        var ssl = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = ssl;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_aborting);
        limit.CancelAfter(_options.CommandTimeout);
        await ssl.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = _certificate.Value }, limit.Token);
        _reader = NewReader();
        return true;
    }

    private async Task RefuseLineAsync(SmtpLine line)
    {
        if (line == SmtpLine.Closed)
        {
            return;
        }

        Report(line == SmtpLine.TooLong ? "A line was too long." : "A line ended in a lone CR or LF.", null);
        await CloseAsync(line == SmtpLine.TooLong ? TooLong : Bare);
    }

    private void Say(SmtpReply reply) => _out.AddRange(reply.ToWire());

    private async Task FlushAsync()
    {
        if (_out.Count > 0)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_aborting);
            limit.CancelAfter(_options.CommandTimeout);
            await _stream.WriteAsync(_out.ToArray(), limit.Token);
            _out.Clear();
        }
    }

    /// <returns>False: the session does not go on.</returns>
    private async Task<bool> CloseAsync(SmtpReply? lastWords)
    {
        if (lastWords is not null)
        {
            Say(lastWords);
        }

        await FlushAsync();
        _socket.Shutdown(SocketShutdown.Send);

        // Closing over unread bytes sends a reset, which can overtake the last reply.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_aborting);
        limit.CancelAfter(TimeSpan.FromSeconds(1));
        var rest = new byte[8 * 1024];
        for (var i = 0; i < 32 && await _socket.ReceiveAsync(rest, limit.Token) > 0; i++)
        {
        }

        return false;
    }

    private void Report(string what, Exception? cause) => _options.OnProblem?.Invoke(new SmtpProblem(Address, what, cause));

    private SmtpLineReader NewReader() => new(_stream, Math.Max(_options.MaxLineBytes, _options.MaxCommandBytes));
}
