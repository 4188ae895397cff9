using System.Buffers;
using System.Threading.Channels;
using Moderation.Delivery;
using Moderation.Mail.Dkim;
using Moderation.Mail.Mime;
using Moderation.Mail.Reports;
using Moderation.Mail.Smtp;
using Moderation.Web.Relay.Routes;

namespace Moderation.Web.Relay;

/// <summary>One connection of an outlet and what belongs to it alone: its buffers, its signing keys.</summary>
internal sealed class Lane(Outlet outlet, RelayOptions options, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan StepAside = TimeSpan.FromSeconds(2);
    private const int MostSigners = 16;

    private readonly ArrayBufferWriter<byte> _scratch = new(64 * 1024);
    private readonly Dictionary<CampaignMail, LoadedSigner> _signers = [];
    private readonly Channel<Job> _jobs = outlet.Jobs;
    private SmtpConnection? _connection;
    private Task _lastAnswer = Task.CompletedTask;
    private int _messages;
    private Job? _writing;
    private Func<bool>? _isWanted;

    // One is written to the connection while the next one, whose commands go with its end, is there already.
    private ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private ArrayBufferWriter<byte> _otherBuffer = new(64 * 1024);
    private Letter? _ahead;

    /// <summary>Until the channel is complete.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (await HasJobAsync(ct))
            {
                while (Next() is { } letter)
                {
                    await TrySendAsync(letter, ct);
                }
            }

            await LeaveAsync(ct);
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            _ahead?.Job.Run.GiveBack();
            await CloseAsync();
            DropSigners();
        }
    }

    private Letter? Next()
    {
        if (_ahead is { } ahead)
        {
            _ahead = null;
            return ahead;
        }

        while (_jobs.Reader.TryRead(out var job))
        {
            if (!job.Run.Wants(job))
            {
                continue;
            }

            if (outlet.PutOffUntil() is { } until)
            {
                job.Run.PutOff(until);
                continue;
            }

            if (TryWrite(job) is { } letter)
            {
                return letter;
            }
        }

        return null;
    }

    private async Task<bool> HasJobAsync(CancellationToken ct)
    {
        var ready = _jobs.Reader.WaitToReadAsync(ct).AsTask();
        // Servers drop idle clients after five minutes (RFC 5321 §4.5.3.2.7); a fresh connection is cheaper than a lost one.
        while (_connection is not null && await Task.WhenAny(ready, Task.Delay(outlet.LongestIdle, clock, ct)) != ready)
        {
            // A slow server may still owe an answer.
            if (_lastAnswer.IsCompleted)
            {
                await CloseAsync();
            }
        }

        return await ready;
    }

    // One campaign's trouble, a broken key say, must not end the connection for all.
    private Letter? TryWrite(Job job)
    {
        try
        {
            return Write(job);
        }
        catch (Exception e) when (e is FormatException or InvalidHeaderException)
        {
            job.Run.Settle(Outcome.Unsendable(job.Recipient, e.Message, clock.GetUtcNow()));
        }
        catch (Exception e)
        {
            BreakOff(job, e);
        }

        return null;
    }

    private async Task TrySendAsync(Letter letter, CancellationToken ct)
    {
        try
        {
            await SendAsync(letter, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            BreakOff(letter.Job, e);
        }
    }

    private void BreakOff(Job job, Exception e)
    {
        log.LogError(e, "A message could not be made; its chunk is tried again");
        job.Run.BreakOff();
    }

    private async Task SendAsync(Letter letter, CancellationToken ct)
    {
        var job = letter.Job;
        if (outlet.PutOffUntil() is { } until)
        {
            // Since it was announced. Only the end of the session takes that back.
            await LeaveAsync(ct);
            job.Run.PutOff(until);
            return;
        }

        // The session may have ended because the campaign did.
        if (_connection is not { IsUsable: true } && !job.Run.Wants(job))
        {
            return;
        }

        if (await ConnectedAsync(ct) is not { } connection)
        {
            await WithoutConnectionAsync(job, ct);
            return;
        }

        // A new connection may have taken a minute.
        if (_messages == 0 && !job.Run.Wants(job))
        {
            return;
        }

        try
        {
            _writing = job;
            _ahead = _messages + 1 < outlet.MessagesPerConnection ? Next() : null;
            // The answer comes while the next message is written.
            _lastAnswer = SettleAsync(job, await connection.SubmitAsync(letter.Message, ct, _isWanted ??= IsWanted, _ahead?.Message));
            _messages++;
        }
        catch (OperationCanceledException)
        {
            job.Run.GiveBack();
            throw;
        }
    }

    private bool IsWanted() => _writing is { } job && job.Run.StillWants(job);

    private Letter Write(Job job)
    {
        _buffer.ResetWrittenCount();
        _buffer.Write(outlet.Before.Span);
        var envelope = job.Run.Mail.Write(job.Recipient, job.Run.TokenKey, SignerOf(job.Run.Mail), _scratch, _buffer);
        var letter = new Letter(job, new SmtpMessage(envelope, _buffer.WrittenMemory));
        (_buffer, _otherBuffer) = (_otherBuffer, _buffer);
        return letter;
    }

    private async Task SettleAsync(Job job, Task<SmtpOutcome> answered)
    {
        var outcome = await answered;
        var now = clock.GetUtcNow();

        if (outcome.Reply is { } reply)
        {
            outlet.Heard(reply);
        }

        // 421 ends the session and says nothing about the recipient (RFC 5321 §3.8).
        if (outcome.Kind == SmtpOutcomeKind.ConnectionLost || outcome.Reply is { Code: 421 })
        {
            job.Run.Lost(job, _jobs.Writer);
            return;
        }

        outlet.State.Works();
        job.Run.Settle(job, Outcome.Of(
            job.Recipient, outcome.Reply?.Code, outcome.Reply?.Status?.ToString(), outcome.Reply?.Text ?? outcome.Reason, Meaning(outcome), options.Retry, job.Run.Mail.Released, now));
    }

    private static ReplyMeaning Meaning(SmtpOutcome outcome) => outcome switch
    {
        { Kind: SmtpOutcomeKind.Accepted } => ReplyMeaning.Accepted,
        { Kind: SmtpOutcomeKind.Deferred } => ReplyMeaning.TryLater,
        // What is refused before the recipient is named is refused for the sender.
        { Stage: SmtpStage.MailFrom } => ReplyMeaning.PolicyBlock,
        { Reply: { } reply } => ReplyClass.Of(reply),
        _ => ReplyMeaning.SoftBounce,
    };

    private async Task<SmtpConnection?> ConnectedAsync(CancellationToken ct)
    {
        if (_connection is { IsUsable: true } && _messages < outlet.MessagesPerConnection)
        {
            return _connection;
        }

        await LeaveAsync(ct);
        if (outlet.State.Wait > TimeSpan.Zero || !outlet.TryEnter())
        {
            return null;
        }

        try
        {
            (_connection, _messages) = (await outlet.ConnectAsync(ct), 0);
            outlet.State.Connected();
            return _connection;
        }
        catch (SmtpConnectException e)
        {
            log.LogWarning("{Place} cannot be used: {Why}", outlet.Place, e.Message);
            outlet.State.Fails(e.Message);
            return null;
        }
        finally
        {
            if (_connection is null)
            {
                outlet.Leave();
            }
        }
    }

    // Servers limit connections: while others work, this lane steps aside for a while. Without any, the outlet knows what to do.
    private async Task WithoutConnectionAsync(Job job, CancellationToken ct)
    {
        if (outlet.PutOffUntil() is { } until)
        {
            job.Run.PutOff(until);
            return;
        }

        if (outlet.State is { Connections: 0, Problem: not null })
        {
            outlet.Unreachable(job);
            return;
        }

        if (!_jobs.Writer.TryWrite(job))
        {
            job.Run.GiveBack();
            return;
        }

        await Task.Delay(StepAside, clock, ct);
    }

    // Whoever hangs up before the answer sends the message twice.
    private async ValueTask LeaveAsync(CancellationToken ct)
    {
        if (_connection is { IsUsable: true })
        {
            await _lastAnswer.WaitAsync(ct);
        }

        await CloseAsync();
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            outlet.State.Disconnected();
            outlet.Leave();
            await connection.DisposeAsync();
        }
    }

    private DkimSigner SignerOf(CampaignMail mail)
    {
        if (_signers.TryGetValue(mail, out var signer))
        {
            return signer.Signer;
        }

        if (_signers.Count >= MostSigners)
        {
            DropSigners();
        }

        return (_signers[mail] = mail.LoadSigner()).Signer;
    }

    private void DropSigners()
    {
        foreach (var signer in _signers.Values)
        {
            signer.Dispose();
        }

        _signers.Clear();
    }

    /// <summary>A job whose message is written.</summary>
    private sealed record Letter(Job Job, SmtpMessage Message);
}
