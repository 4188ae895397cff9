using System.Collections.Concurrent;
using System.Threading.Channels;
using Moderation.Web.Data;
using Moderation.Web.Relay.Routes;
using Npgsql;

namespace Moderation.Web.Relay;

/// <summary>One delivery on its way to a connection.</summary>
internal sealed record Job(ChunkRun Run, Recipient Recipient)
{
    /// <summary>How often the connection was lost before the route had answered.</summary>
    public int Losses { get; init; }

    public Departure? From { get; init; }

    /// <summary>A <see cref="Delivery.Provider.Key"/>.</summary>
    public string Provider { get; init; } = Delivery.Provider.Other.Key;
}

/// <summary>
/// One claimed chunk from its claim to its end: hands recipients to the connections, records what comes back in small batches,
/// keeps the lease, and stops when the campaign does.
/// </summary>
#pragma warning disable CA1001 // Without its wait handle a SemaphoreSlim holds nothing, and a late connection may still release it.
internal sealed class ChunkRun(Chunk chunk, CampaignMail mail, ChunkStore store, OutcomeWriter writer, RelayOptions options, TimeProvider clock, ILogger log)
#pragma warning restore CA1001
{
    // Beyond this a message that makes the route hang up waits like a deferred one, lest it be repeated for ever.
    private const int MostLosses = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<Outcome> _done = new();
    private readonly SemaphoreSlim _news = new(0);
    private volatile HashSet<string> _suppressed = [];
    private volatile bool _anyHashed;
    private volatile bool _halted;
    private volatile bool _isBehind;
    private volatile bool _leaseLost;
    private int _pending;
    private int _leftOver;
    private readonly Lock _lock = new();
    private DateTimeOffset? _nextDue;
    private DateTimeOffset? _putOff;
    private DateTimeOffset _heldUntil;
    private int _failedLooks;
    private TimeSpan _rest;

    public CampaignMail Mail => mail;

    public byte TokenKey => chunk.TokenKey;

    /// <summary>Nothing new is sent any more; what is on a connection is finished.</summary>
    public bool IsHalted => _halted;

    /// <summary>What the route has answered cannot be recorded just now: nobody claims more meanwhile.</summary>
    public bool IsBehind => _isBehind;

    public void Halt() => _halted = true;

    /// <param name="ways">Where each recipient's mail goes.</param>
    /// <param name="outlets">Take it there.</param>
    /// <param name="ct">Ends the database work: only when the time for an orderly end is over.</param>
    public async Task RunAsync(Ways ways, Outlets outlets, CancellationToken ct)
    {
        var claimed = clock.GetUtcNow();
        _heldUntil = claimed + options.Lease;
        var recipients = await store.RecipientsAsync(chunk, ct);
        var due = new List<Recipient>(recipients.Count);
        foreach (var recipient in recipients)
        {
            if (recipient.IsSuppressed)
            {
                _done.Enqueue(Outcome.Suppressed(recipient, claimed));
            }
            else if (recipient.DueAt > claimed)
            {
                _nextDue = _nextDue < recipient.DueAt ? _nextDue : recipient.DueAt;
            }
            else
            {
                due.Add(recipient);
            }
        }

        var found = await ways.OfAsync(chunk.Account, mail, due, claimed, ct);
        // To compile the mail and to look up its receivers may have taken a while.
        await LookAroundAsync(claimed, ct);
        Begin(found, outlets);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var looking = KeepLookingAsync(claimed, ended.Token, ct);
        try
        {
            while (Volatile.Read(ref _pending) > 0)
            {
                await _news.WaitAsync(options.Flush, ct);
                if (!_done.IsEmpty)
                {
                    await FlushAsync(end: null, ct);
                }

                if (_heldUntil - clock.GetUtcNow() < options.Lease / 2)
                {
                    await RenewAsync(ct);
                }
            }
        }
        finally
        {
            await ended.CancelAsync();
            await looking;
        }

        await EndAsync(ct);
    }

    /// <summary>Whether the job is still to be sent; when not, it is settled here.</summary>
    public bool Wants(Job job)
    {
        if (_halted)
        {
            GiveBack();
            return false;
        }

        if (IsSuppressed(job))
        {
            Settle(Outcome.Suppressed(job.Recipient, clock.GetUtcNow()));
            return false;
        }

        return true;
    }

    /// <summary>As <see cref="Wants"/>, of a job that is at the wire already: settles nothing.</summary>
    public bool StillWants(Job job) => !_halted && !IsSuppressed(job);

    /// <summary>What became of a job that went to its outlet.</summary>
    public void Settle(Job job, Outcome outcome) => Settle(outcome with { From = job.From, Provider = job.Provider });

    public void Settle(Outcome outcome)
    {
        _done.Enqueue(outcome);
        Finished(_done.Count >= options.Batch);
    }

    /// <summary>Left for the next claim: nothing was sent.</summary>
    public void GiveBack() => GiveBack(TimeSpan.Zero);

    /// <summary>As <see cref="GiveBack()"/>, not before <paramref name="rest"/> is over.</summary>
    public void GiveBack(TimeSpan rest)
    {
        lock (_lock)
        {
            _rest = rest > _rest ? rest : _rest;
            _leftOver++;
        }

        Finished(now: false);
    }

    /// <summary>Nothing was sent, and nothing is to be sent before <paramref name="until"/>; the others of the chunk go on.</summary>
    public void PutOff(DateTimeOffset until)
    {
        lock (_lock)
        {
            _putOff = _putOff < until ? _putOff : until;
        }

        Finished(now: false);
    }

    /// <summary>Something is wrong with the campaign's mail: the chunk rests for the length of a lease.</summary>
    public void BreakOff()
    {
        Halt();
        GiveBack(options.Lease);
    }

    /// <summary>The connection went away before the route had answered: it may have the message or not, so it is sent again, the same to the octet.</summary>
    public void Lost(Job job, ChannelWriter<Job> jobs)
    {
        if (!Wants(job))
        {
            return;
        }

        if (job.Losses + 1 >= MostLosses)
        {
            var now = clock.GetUtcNow();
            Settle(job, Outcome.Of(job.Recipient, null, null, "The connection was lost before the route answered.", Delivery.ReplyMeaning.TryLater, options.Retry, mail.Released, now));
        }
        else if (!jobs.TryWrite(job with { Losses = job.Losses + 1 }))
        {
            GiveBack();
        }
    }

    private bool IsSuppressed(Job job) => store.Holds(_suppressed, _anyHashed, chunk.Account, job.Recipient.EmailKey);

    private void Begin(IReadOnlyList<Way> found, Outlets outlets)
    {
        foreach (var way in found)
        {
            if (way.End is { } end)
            {
                _done.Enqueue(end);
            }
            else if (way.PutOffUntil is { } until)
            {
                _nextDue = _nextDue < until ? _nextDue : until;
            }
            else
            {
                Interlocked.Increment(ref _pending);
                if (!outlets.Send(way.Outlet!, new Job(this, way.Recipient) { From = way.Outlet!.From, Provider = way.Provider }))
                {
                    GiveBack();
                }
            }
        }
    }

    private void Finished(bool now)
    {
        if (Interlocked.Decrement(ref _pending) == 0 || now)
        {
            _news.Release();
        }
    }

    // Beside the recording, which may be slow: whoever pauses, stops or opts out is heard at once.
    private async Task KeepLookingAsync(DateTimeOffset claimed, CancellationToken ended, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(options.Look, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                await LookAroundAsync(claimed, ct);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task LookAroundAsync(DateTimeOffset claimed, CancellationToken ct)
    {
        try
        {
            var meanwhile = await store.LookAsync(chunk, claimed, ct);
            _failedLooks = 0;
            _anyHashed = Array.Exists(meanwhile.Suppressed, key => key[0] == AddressHashes.Mark);
            _suppressed = new HashSet<string>(meanwhile.Suppressed, StringComparer.Ordinal);
            _leaseLost |= !meanwhile.IsOurs;
            if (!meanwhile.IsOurs || !meanwhile.IsSending)
            {
                Halt();
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "Whether campaign {Campaign} still sends could not be asked", chunk.Campaign);
            if (++_failedLooks > 1 || !IsOfDatabase(e))
            {
                // Nobody knows who has opted out meanwhile.
                Halt();
            }
        }
    }

    private async Task RenewAsync(CancellationToken ct)
    {
        try
        {
            if (await store.RenewAsync(chunk, ct))
            {
                _heldUntil = clock.GetUtcNow() + options.Lease;
                return;
            }

            _leaseLost = true;
            Halt();
        }
        catch (Exception e) when (IsOfDatabase(e))
        {
            log.LogWarning(e, "Chunk {Chunk} of campaign {Campaign} could not be renewed", chunk.Number, chunk.Campaign);
            if (_heldUntil < clock.GetUtcNow())
            {
                // Another node may have it by now.
                Halt();
            }
        }
    }

    private async Task EndAsync(CancellationToken ct)
    {
        if (_leaseLost)
        {
            return;
        }

        if (_leftOver > 0)
        {
            _nextDue = clock.GetUtcNow() + _rest;
        }

        _nextDue = _nextDue < _putOff ? _nextDue : _putOff ?? _nextDue;

        await FlushAsync(new ChunkEnd(_nextDue), ct);
    }

    private async Task FlushAsync(ChunkEnd? end, CancellationToken ct)
    {
        var batch = new List<Outcome>();
        while (_done.TryDequeue(out var outcome))
        {
            batch.Add(outcome);
            if (outcome.Kind == OutcomeKind.Deferred)
            {
                _nextDue = _nextDue < outcome.RetryAt ? _nextDue : outcome.RetryAt;
            }
        }

        if (end is not null && end.NextAt is null && _nextDue is not null)
        {
            end = new ChunkEnd(_nextDue);
        }

        if (!_leaseLost && !await WriteAsync(batch, end, ct))
        {
            log.LogWarning("Chunk {Chunk} of campaign {Campaign} was taken over by another node; {Count} outcomes are told by that one", chunk.Number, chunk.Campaign, batch.Count);
            _leaseLost = true;
            Halt();
        }
    }

    // What the route has taken and nobody has recorded is sent again by the next claim: so the same batch is tried until it is
    // written or the chunk is another's, which the writer sees each time. A fault of the batch itself is given up with the lease.
    private async Task<bool> WriteAsync(List<Outcome> batch, ChunkEnd? end, CancellationToken ct)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var isOurs = await writer.WriteAsync(chunk, batch, end, clock.GetUtcNow(), ct);
                (_isBehind, _heldUntil) = (false, clock.GetUtcNow() + options.Lease);
                return isOurs;
            }
            catch (PostgresException e) when (attempt > 1 && e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // The attempt before was committed, and only its answer was lost.
                _isBehind = false;
                return true;
            }
            catch (Exception e) when (IsOfDatabase(e) && (e is not PostgresException { IsTransient: false } || clock.GetUtcNow() < _heldUntil))
            {
                log.LogWarning(e, "{Count} outcomes of chunk {Chunk} of campaign {Campaign} could not be recorded; tried again in {Pause}", batch.Count, chunk.Number, chunk.Campaign, pause);
                _isBehind = true;
                if (attempt > 1)
                {
                    Halt();
                }

                await Task.Delay(pause, clock, ct);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private static bool IsOfDatabase(Exception e) => e is NpgsqlException or IOException or TimeoutException;
}
