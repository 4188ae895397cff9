using System.Net.Sockets;

namespace Moderation.Mail.Smtp;

/// <summary>The client's side of mail transactions: writes commands and content, and reads an outcome out of the replies.</summary>
internal sealed class SmtpSender(Stream stream, ReplyQueue replies, SmtpCapabilities capabilities, SmtpTimeouts timeouts) : IAsyncDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    // Two paths of at most 254 bytes and what stands around them.
    private const int LongestOpening = 1024;

    private readonly byte[] _buffer = new byte[32 * 1024];
    private PendingReply? _lastEnd;
    private Announced? _announced;

    // A transaction that DATA did not close stays open on the server; the next one must reset it first.
    private bool _isOpen;

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <param name="commands">Open the transaction.</param>
    /// <param name="message">Its content.</param>
    /// <param name="isWanted">Asked when the server waits for the content.</param>
    /// <param name="next">Of the message that comes right after: written with the end of this one when the server pipelines.</param>
    public async ValueTask<Task<SmtpOutcome>> SendAsync(SmtpCommands commands, ReadOnlyMemory<byte> message, Func<bool>? isWanted, SmtpCommands? next)
    {
        var refused = capabilities.Pipelining ? await OpenPipelinedAsync(commands) : await OpenStepwiseAsync(commands);
        if (refused is not null)
        {
            return Task.FromResult(refused);
        }

        if (isWanted?.Invoke() == false)
        {
            // RFC 5321 §4.1.1.10: a transaction without its end is dropped with the session. A lone dot would deliver an empty message.
            replies.End("The message was called off.");
            return Task.FromResult(Lost(SmtpStage.Data));
        }

        var end = _lastEnd = replies.Expect(timeouts.DataEnd);
        var isWhole = await WriteContentAsync(message, end, capabilities.Pipelining ? next : null);
        return isWhole ? OutcomeAsync(end) : Task.FromResult(await OutcomeOfBrokenAsync(end));
    }

    public async Task QuitAsync()
    {
        if (_lastEnd is not null)
        {
            await _lastEnd.Task;
        }

        if (_announced is not null)
        {
            // The server waits for a content, and would take the goodbye for it.
            return;
        }

        var bye = replies.Expect(timeouts.Quit);
        if (await WriteAsync("QUIT\r\n"u8.ToArray()))
        {
            await bye.Task;
        }
    }

    /// <returns>Null when the server waits for the content; else what became of the message.</returns>
    private async ValueTask<SmtpOutcome?> OpenPipelinedAsync(SmtpCommands commands)
    {
        var (opened, mail, recipient, data) = _announced ?? await AnnounceAsync(commands);
        _announced = null;
        if (!opened.Equals(commands))
        {
            replies.End("Another message was announced than the one that came.");
            throw new InvalidOperationException("After a message that was announced as the next one comes that message.");
        }

        // The last of the three comes last, so that one wait serves all.
        var start = await data.Task;
        var refused = Judge(SmtpStage.MailFrom, await mail.Task) ?? Judge(SmtpStage.RcptTo, await recipient.Task);
        if (refused is null)
        {
            return JudgeData(start);
        }

        _isOpen = start is not { Code: 354 };
        if (!_isOpen)
        {
            await CloseEmptyAsync((await recipient.Task)!.IsPositive);
        }

        return refused;
    }

    private async ValueTask<Announced> AnnounceAsync(SmtpCommands commands)
    {
        var length = 0;
        if (_isOpen)
        {
            length = SmtpWire.Copy("RSET\r\n"u8, _buffer);
            replies.Expect(timeouts.Command);
        }

        var announced = Announce(commands, ref length);
        await WriteAsync(_buffer.AsMemory(0, length));
        return announced;
    }

    private Announced Announce(SmtpCommands commands, ref int length)
    {
        length += commands.Mail(_buffer.AsSpan(length), capabilities);
        length += SmtpWire.Recipient(_buffer.AsSpan(length), commands.Envelope.Recipient);
        length += SmtpWire.Copy("DATA\r\n"u8, _buffer.AsSpan(length));
        return new Announced(commands, replies.Expect(timeouts.Command), replies.Expect(timeouts.Command), replies.Expect(timeouts.DataStart));
    }

    private async ValueTask<SmtpOutcome?> OpenStepwiseAsync(SmtpCommands commands)
    {
        if (_lastEnd is not null)
        {
            await _lastEnd.Task;
        }

        if (_isOpen)
        {
            await AskAsync("RSET\r\n"u8.ToArray(), timeouts.Command);
        }

        var length = commands.Mail(_buffer, capabilities);
        var refused = Judge(SmtpStage.MailFrom, await AskAsync(_buffer.AsMemory(0, length), timeouts.Command));
        if (refused is not null)
        {
            return refused;
        }

        _isOpen = true;
        length = SmtpWire.Recipient(_buffer, commands.Envelope.Recipient);
        return Judge(SmtpStage.RcptTo, await AskAsync(_buffer.AsMemory(0, length), timeouts.Command))
            ?? JudgeData(await AskAsync("DATA\r\n"u8.ToArray(), timeouts.DataStart));
    }

    /// <summary>
    /// RFC 2920 §3.1: a server may say 354 though it refused the recipient; then a lone dot ends it. With a recipient that would
    /// deliver an empty message, so the session is cut instead.
    /// </summary>
    private async ValueTask CloseEmptyAsync(bool hasRecipient)
    {
        if (hasRecipient)
        {
            replies.End("The server asked for the content of a message whose sender it had refused.");
            return;
        }

        _lastEnd = replies.Expect(timeouts.DataEnd);
        await WriteAsync(".\r\n"u8.ToArray());
    }

    private SmtpOutcome? JudgeData(SmtpReply? reply)
    {
        _isOpen = reply is not { Code: 354 };
        return _isOpen ? Judge(SmtpStage.Data, reply) ?? OutOfOrder(SmtpStage.Data, reply!) : null;
    }

    private SmtpOutcome? Judge(SmtpStage stage, SmtpReply? reply) => reply switch
    {
        null => Lost(stage),
        { IsPositive: true } => null,
        { IsTemporary: true } or { IsPermanent: true } => SmtpOutcome.Answered(stage, reply),
        _ => OutOfOrder(stage, reply),
    };

    private SmtpOutcome OutOfOrder(SmtpStage stage, SmtpReply reply)
    {
        replies.End($"The server gave an answer that fits no command: {reply}");
        return Lost(stage);
    }

    private SmtpOutcome Lost(SmtpStage stage) =>
        new(SmtpOutcomeKind.ConnectionLost, stage, null, replies.EndedBecause ?? "The connection ended.");

    private async Task<SmtpOutcome> OutcomeAsync(PendingReply end)
    {
        var reply = await end.Task;
        return reply is { Code: < 300 or >= 400 } ? SmtpOutcome.Answered(SmtpStage.EndOfData, reply) : reply is null ? Lost(SmtpStage.EndOfData) : OutOfOrder(SmtpStage.EndOfData, reply);
    }

    private async Task<SmtpOutcome> OutcomeOfBrokenAsync(PendingReply end)
    {
        // The server may have said why it hung up, and the reader be about to see it.
        await Task.WhenAny(end.Task, Task.Delay(LastWords));
        replies.End("The connection broke.");
        if (_announced is not null)
        {
            // What broke held the next commands, too: the dot before them may have left.
            return await OutcomeAsync(end);
        }

        // Without the final dot nothing was accepted.
        return await end.Task is { Code: >= 400 } reply ? SmtpOutcome.Answered(SmtpStage.Content, reply) : Lost(SmtpStage.Content);
    }

    /// <returns>Whether it was written to the end.</returns>
    private async ValueTask<bool> WriteContentAsync(ReadOnlyMemory<byte> message, PendingReply end, SmtpCommands? next)
    {
        var (rest, atLineStart) = (message, true);
        while (true)
        {
            var length = Fill(ref rest, ref atLineStart);
            if (rest.IsEmpty && length + 5 <= _buffer.Length)
            {
                length += SmtpWire.Copy(atLineStart ? ".\r\n"u8 : "\r\n.\r\n"u8, _buffer.AsSpan(length));

                // An acceptance before the end of the message accepts something else.
                if (end.Task.IsCompletedSuccessfully && end.Task.Result is { IsPositive: true })
                {
                    return false;
                }

                // RFC 2920 §3.1: the end of a content and the next commands may leave together.
                if (next is { } commands && length + LongestOpening <= _buffer.Length)
                {
                    _announced = Announce(commands, ref length);
                }

                return await WriteAsync(_buffer.AsMemory(0, length));
            }

            if (!await WriteAsync(_buffer.AsMemory(0, length)))
            {
                return false;
            }
        }
    }

    private int Fill(ref ReadOnlyMemory<byte> rest, ref bool atLineStart)
    {
        var span = rest.Span;
        var length = SmtpWire.Stuff(ref span, ref atLineStart, _buffer);
        rest = rest[^span.Length..];
        return length;
    }

    private async ValueTask<SmtpReply?> AskAsync(ReadOnlyMemory<byte> command, TimeSpan timeout)
    {
        var reply = replies.Expect(timeout);
        await WriteAsync(command);
        return await reply.Task;
    }

    private async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        replies.WriteStarts(timeouts.DataBlock);
        try
        {
            await stream.WriteAsync(bytes);
            return true;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The reader sees what the server said before it hung up, or ends the session; waiting for it keeps those words.
            return false;
        }
        finally
        {
            replies.WriteEnded();
        }
    }

    /// <summary>Commands that are written, and the replies that they wait for.</summary>
    private readonly record struct Announced(SmtpCommands Commands, PendingReply Mail, PendingReply Recipient, PendingReply Data);
}
