using System.Net.Sockets;

namespace Moderation.Mail.Smtp;

/// <summary>The client's side of mail transactions: writes commands and content, and reads an outcome out of the replies.</summary>
internal sealed class SmtpSender(Stream stream, ReplyQueue replies, SmtpCapabilities capabilities, SmtpTimeouts timeouts) : IAsyncDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly byte[] _buffer = new byte[32 * 1024];
    private PendingReply? _lastEnd;

    // A transaction that DATA did not close stays open on the server; the next one must reset it first.
    private bool _isOpen;

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    public async ValueTask<Task<SmtpOutcome>> SendAsync(SmtpEnvelope envelope, ReadOnlyMemory<byte> message, bool eightBit, bool utf8, Func<bool>? isWanted)
    {
        long? size = capabilities.Size ? message.Length : null;
        var mail = SmtpWire.Mail(_buffer, envelope.Sender, size, eightBit && capabilities.EightBitMime, utf8);
        var refused = capabilities.Pipelining
            ? await OpenPipelinedAsync(envelope, mail)
            : await OpenStepwiseAsync(envelope, mail);
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
        var isWhole = await WriteContentAsync(message, end);
        return isWhole ? OutcomeAsync(end) : Task.FromResult(await OutcomeOfPartAsync(end));
    }

    public async Task QuitAsync()
    {
        if (_lastEnd is not null)
        {
            await _lastEnd.Task;
        }

        var bye = replies.Expect(timeouts.Quit);
        if (await WriteAsync("QUIT\r\n"u8.ToArray()))
        {
            await bye.Task;
        }
    }

    /// <returns>Null when the server waits for the content; else what became of the message.</returns>
    private async ValueTask<SmtpOutcome?> OpenPipelinedAsync(SmtpEnvelope envelope, int length)
    {
        if (_isOpen)
        {
            _buffer.AsSpan(0, length).CopyTo(_buffer.AsSpan(6));
            length += SmtpWire.Copy("RSET\r\n"u8, _buffer);
            replies.Expect(timeouts.Command);
        }

        length += SmtpWire.Recipient(_buffer.AsSpan(length), envelope.Recipient);
        length += SmtpWire.Copy("DATA\r\n"u8, _buffer.AsSpan(length));
        var mail = replies.Expect(timeouts.Command);
        var recipient = replies.Expect(timeouts.Command);
        var data = replies.Expect(timeouts.DataStart);
        await WriteAsync(_buffer.AsMemory(0, length));

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

    private async ValueTask<SmtpOutcome?> OpenStepwiseAsync(SmtpEnvelope envelope, int length)
    {
        if (_lastEnd is not null)
        {
            await _lastEnd.Task;
        }

        if (_isOpen)
        {
            await AskAsync("RSET\r\n"u8.ToArray(), timeouts.Command);
        }

        var refused = Judge(SmtpStage.MailFrom, await AskAsync(_buffer.AsMemory(0, length), timeouts.Command));
        if (refused is not null)
        {
            return refused;
        }

        _isOpen = true;
        length = SmtpWire.Recipient(_buffer, envelope.Recipient);
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

    private async Task<SmtpOutcome> OutcomeOfPartAsync(PendingReply end)
    {
        // Without the final dot nothing was accepted; the server may have said why it hung up, and the reader be about to see it.
        await Task.WhenAny(end.Task, Task.Delay(LastWords));
        replies.End("The connection broke.");
        return await end.Task is { Code: >= 400 } reply ? SmtpOutcome.Answered(SmtpStage.Content, reply) : Lost(SmtpStage.Content);
    }

    /// <returns>Whether it was written to the end.</returns>
    private async ValueTask<bool> WriteContentAsync(ReadOnlyMemory<byte> message, PendingReply end)
    {
        var (rest, atLineStart) = (message, true);
        while (true)
        {
            var length = Fill(ref rest, ref atLineStart);
            if (rest.IsEmpty && length + 5 <= _buffer.Length)
            {
                length += SmtpWire.Copy(atLineStart ? ".\r\n"u8 : "\r\n.\r\n"u8, _buffer.AsSpan(length));

                // An acceptance before the end of the message accepts something else.
                return !(end.Task.IsCompletedSuccessfully && end.Task.Result is { IsPositive: true }) && await WriteAsync(_buffer.AsMemory(0, length));
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
}
