using System.Net.Sockets;

namespace Moderation.Mail.Smtp;

/// <summary>
/// Gives each reply to the command that waits for it, in order, and watches the clock: a reply or a write that is overdue ends
/// the session. When it ends, everything that still waits gets null.
/// </summary>
internal sealed class ReplyQueue : IAsyncDisposable
{
    private readonly SmtpReplyReader _reader;
    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly ITimer _watch;
    private readonly Queue<PendingReply> _pending = new();
    private readonly Lock _lock = new();
    private Task _loop = Task.CompletedTask;
    private long _replySince;
    private long _writeSince;
    private TimeSpan _writeLimit;

    public ReplyQueue(SmtpReplyReader reader, Socket socket, SmtpTimeouts timeouts, TimeProvider time)
    {
        (_reader, _socket, _time) = (reader, socket, time);
        var shortest = new[] { timeouts.Command, timeouts.DataStart, timeouts.DataBlock, timeouts.DataEnd }.Min() / 4;
        var tick = TimeSpan.FromMilliseconds(Math.Clamp(shortest.TotalMilliseconds, 10, 1_000));
        _watch = time.CreateTimer(static queue => ((ReplyQueue)queue!).Watch(), this, tick, tick);
    }

    public string? EndedBecause { get; private set; }

    /// <summary>Reads until the session ends.</summary>
    public Task RunAsync() => _loop = ReadAllAsync();

    /// <summary>Must come before the command is written.</summary>
    public PendingReply Expect(TimeSpan timeout)
    {
        var reply = new PendingReply(timeout);
        lock (_lock)
        {
            if (EndedBecause is not null)
            {
                reply.SetResult(null);
            }
            else
            {
                if (_pending.Count == 0)
                {
                    _replySince = _time.GetTimestamp();
                }

                _pending.Enqueue(reply);
            }
        }

        return reply;
    }

    public void WriteStarts(TimeSpan limit)
    {
        _writeLimit = limit;
        Volatile.Write(ref _writeSince, _time.GetTimestamp());
    }

    public void WriteEnded()
    {
        Volatile.Write(ref _writeSince, 0);
        lock (_lock)
        {
            // RFC 5321 §4.5.3.2.6: the wait for the answer starts when the last byte is out, however long the content took.
            _replySince = _time.GetTimestamp();
        }
    }

    public void End(string because)
    {
        PendingReply[] lost;
        lock (_lock)
        {
            if (EndedBecause is not null)
            {
                return;
            }

            EndedBecause = because;
            lost = [.. _pending];
            _pending.Clear();
        }

        try
        {
            // Ends a read or a write that is under way, and unlike closing sends no reset over what the server still reads.
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }

        foreach (var reply in lost)
        {
            reply.SetResult(null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await _loop;
    }

    private async Task ReadAllAsync()
    {
        // Off the caller's path, also when replies are there already.
        await Task.Yield();
        try
        {
            while (await _reader.ReadAsync(CancellationToken.None) is { } reply)
            {
                if (!Deliver(reply))
                {
                    return;
                }
            }

            End("The server closed the connection.");
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            End(e is SmtpProtocolException ? e.Message : "The connection broke.");
        }
    }

    private bool Deliver(SmtpReply reply)
    {
        PendingReply? waiting;
        lock (_lock)
        {
            if (_pending.TryDequeue(out waiting))
            {
                _replySince = _time.GetTimestamp();
            }
        }

        waiting?.SetResult(reply);
        if (reply.Code == 421)
        {
            // RFC 5321 §3.8: the server is closing; nothing after this is answered.
            End($"The server ended the session: {reply}");
            return false;
        }

        if (waiting is null)
        {
            End($"The server spoke out of turn: {reply}");
            return false;
        }

        return true;
    }

    private void Watch()
    {
        bool replyIsLate;
        lock (_lock)
        {
            replyIsLate = _pending.TryPeek(out var next) && _time.GetElapsedTime(_replySince) > next.Timeout;
        }

        var writing = Volatile.Read(ref _writeSince);
        if (replyIsLate || (writing != 0 && _time.GetElapsedTime(writing) > _writeLimit))
        {
            End(replyIsLate ? "The server did not answer in time." : "The server did not read in time.");
        }
    }
}
