using System.Net;
using System.Net.Sockets;

namespace Moderation.Mail.Smtp;

/// <summary>
/// One session with a server, kept open for many messages and pipelined (RFC 2920): MAIL, RCPT and DATA go in one write, while
/// the answer to the message before is still out. One message is submitted at a time; many connections may run side by side.
/// </summary>
public sealed class SmtpConnection : IAsyncDisposable
{
    private readonly SmtpRoute _route;
    private readonly Socket _socket;
    private readonly ReplyQueue _replies;
    private readonly SmtpSender _sender;
    private int _submitting;

    private SmtpConnection(SmtpRoute route, Socket socket, SmtpHandshake session, TimeProvider time)
    {
        (_route, _socket) = (route, socket);
        (Capabilities, IsEncrypted) = (session.Capabilities, session.IsEncrypted);
        _replies = new ReplyQueue(session.Reader, socket, route.Timeouts, time);
        _sender = new SmtpSender(session.Stream, _replies, session.Capabilities, route.Timeouts);
        _ = _replies.RunAsync();
    }

    public SmtpCapabilities Capabilities { get; }

    public bool IsEncrypted { get; }

    /// <summary>False once the session has ended; a new message then needs a new connection.</summary>
    public bool IsUsable => _replies.EndedBecause is null;

    /// <summary>Why the session ended, as a sentence.</summary>
    public string? EndedBecause => _replies.EndedBecause;

    /// <summary>Opens a session: TCP, greeting, EHLO, and TLS and AUTH as the route says.</summary>
    /// <exception cref="SmtpConnectException">It could not be opened; the server's words are in it when it spoke.</exception>
    public static async Task<SmtpConnection> ConnectAsync(SmtpRoute route, CancellationToken ct, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(route);
        var handshake = await OpenAsync(route, ct);
        try
        {
            await handshake.Session.RunAsync(ct);
        }
        catch (SmtpConnectException) when (handshake.Session.TlsFailed && route.Tls == TlsPolicy.Opportunistic)
        {
            // RFC 7435 §3: opportunistic security falls back to clear text rather than not to deliver.
            await handshake.Session.DisposeAsync();
            return await ConnectAsync(route with { Tls = TlsPolicy.None }, ct, time);
        }
        catch
        {
            await handshake.Session.DisposeAsync();
            throw;
        }

        return new SmtpConnection(route, handshake.Socket, handshake.Session, time ?? TimeProvider.System);
    }

    /// <summary>
    /// Writes one message. Returns when it is written; the inner task ends when the server has answered for it, which may be while
    /// later ones are under way. Refusals and lost connections are outcomes, not exceptions.
    /// </summary>
    /// <param name="message">Its content is yours again on return.</param>
    /// <param name="ct">Ends the session, since half a message cannot be taken back.</param>
    /// <param name="isWanted">
    /// Asked when the server waits for the content, which a slow one does long after the commands were written. False calls the
    /// message off: it does not arrive, and the session ends, because SMTP has no other way back.
    /// </param>
    /// <param name="next">
    /// The message that is submitted after this one, if that is known: its commands leave with the end of this content, which saves
    /// a packet and a wait. Nothing else may be submitted then; to leave it out ends the session.
    /// </param>
    /// <exception cref="FormatException">The message has a lone CR or LF, or a NUL.</exception>
    /// <exception cref="InvalidOperationException">Another message is being written, or another one was announced.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the message was written whole: it did not arrive.</exception>
    public async ValueTask<Task<SmtpOutcome>> SubmitAsync(SmtpMessage message, CancellationToken ct, Func<bool>? isWanted = null, SmtpMessage? next = null)
    {
        if (message.Envelope.Recipient.IsNull)
        {
            throw new ArgumentException("A message needs a recipient.", nameof(message));
        }

        var commands = SmtpCommands.For(message);
        if (Obstacle(commands) is { } reason)
        {
            return Task.FromResult(new SmtpOutcome(SmtpOutcomeKind.Refused, SmtpStage.BeforeSending, null, reason));
        }

        ct.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _submitting, 1) == 1)
        {
            throw new InvalidOperationException("A connection writes one message at a time.");
        }

        var cancel = ct.UnsafeRegister(static replies => ((ReplyQueue)replies!).End("The sending was cancelled."), _replies);
        try
        {
            var answered = await _sender.SendAsync(commands, message.Content, isWanted, next is { } following ? ToAnnounce(following) : null);
            if (ct.IsCancellationRequested && answered.IsCompleted && await answered is { Kind: SmtpOutcomeKind.ConnectionLost, MayHaveArrived: false })
            {
                ct.ThrowIfCancellationRequested();
            }

            return answered;
        }
        finally
        {
            await cancel.DisposeAsync();
            Volatile.Write(ref _submitting, 0);
        }
    }

    /// <summary>Waits for the answers still out, says QUIT and closes. Bounded by <see cref="SmtpTimeouts.Quit"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(_route.Timeouts.Quit);
        await using (limit.Token.UnsafeRegister(static replies => ((ReplyQueue)replies!).End("The goodbye took too long."), _replies))
        {
            if (IsUsable && Interlocked.Exchange(ref _submitting, 1) == 0)
            {
                await _sender.QuitAsync();
            }
        }

        _replies.End("The session was closed.");
        await _sender.DisposeAsync();
        await _replies.DisposeAsync();
        _socket.Dispose();
    }

    // What cannot be sent is told when it is submitted.
    private SmtpCommands? ToAnnounce(SmtpMessage next)
    {
        try
        {
            var commands = SmtpCommands.For(next);
            return next.Envelope.Recipient.IsNull || Obstacle(commands) is not null ? null : commands;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private string? Obstacle(SmtpCommands commands)
    {
        if (Capabilities.MaxMessageBytes is { } most && commands.Size > most)
        {
            return $"The message has {commands.Size:N0} bytes; {_route.Host} takes at most {most:N0}.";
        }

        if (commands.Utf8 && !Capabilities.SmtpUtf8)
        {
            return $"{_route.Host} does not take addresses or headers beyond ASCII (SMTPUTF8).";
        }

        return commands.EightBit && !Capabilities.EightBitMime ? $"{_route.Host} takes only 7-bit messages and this one has 8-bit text." : null;
    }

    private static async Task<(Socket Socket, SmtpHandshake Session)> OpenAsync(SmtpRoute route, CancellationToken ct)
    {
        var socket = route.LocalAddress is { } local
            ? new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(route.Timeouts.Connect);
        try
        {
            socket.NoDelay = true;
            if (route.LocalAddress is not null)
            {
                socket.Bind(new IPEndPoint(route.LocalAddress, 0));
            }

            await (route.Address is { } address ? socket.ConnectAsync(address, route.Port, limit.Token) : socket.ConnectAsync(route.Host, route.Port, limit.Token));
            return (socket, new SmtpHandshake(route, socket));
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                var why = e is SocketException ? e.Message : "no answer in time";
                throw new SmtpConnectException($"{route.Host}:{route.Port} could not be reached: {why}.", null, e);
            }

            throw;
        }
    }
}
