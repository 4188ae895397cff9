using Moderation.Delivery;
using Moderation.Mail.Smtp;

namespace Moderation.Web.Relay.Routes;

/// <summary>What one address may do at one provider, on this node: connections, and what the provider asked for.</summary>
internal sealed class SiteGate(Guid ip, string site, Provider provider, ShapingOptions shaping, Reservations reservations, TimeProvider clock, ILogger log)
{
    // A share that is left is asked for again with the next reservation.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private BackOff? _asked;
    private DateTimeOffset _since;
    private DateTimeOffset _until;
    private int _open;

    public Provider Provider => provider;

    public bool IsIdle => _open == 0 && clock.GetUtcNow() >= _until;

    public bool TryEnter()
    {
        lock (_lock)
        {
            var most = _asked is { Connections: { } few } && clock.GetUtcNow() < _until ? Math.Min(few, provider.Connections) : provider.Connections;
            if (_open >= most)
            {
                return false;
            }

            _open++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _open--;
        }
    }

    public DateTimeOffset? PutOffUntil()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_asked is null || now >= _until || _asked.Rate >= 1)
            {
                return null;
            }

            // What is left of the share has been counted where it was reserved, which is after the reply.
            return _asked.Rate <= 0 ? _until : now < _since + Pause ? Min(_since + Pause, _until) : null;
        }
    }

    public void Heard(SmtpReply reply)
    {
        if (shaping.BackOffs.Read(provider, reply.Code, reply.Status?.ToString(), reply.Text) is not { } asked)
        {
            return;
        }

        var now = clock.GetUtcNow();
        lock (_lock)
        {
            if (_asked is not null && now < _until && !asked.IsStricterThan(_asked))
            {
                return;
            }

            (_asked, _since, _until) = (asked, now, now + asked.Length);
        }

        log.LogWarning("{Site} asks for less mail for {Length}: {Reply}", site, asked.Length, reply.ToString());
        _ = KeepAsync(asked, reply, now);
    }

    private async Task KeepAsync(BackOff asked, SmtpReply reply, DateTimeOffset now)
    {
        try
        {
            // PostgreSQL refuses NUL in text.
            var text = string.Concat(reply.ToString().Take(500).Select(c => char.IsControl(c) ? ' ' : c));
            await reservations.BackOffAsync(ip, site, provider, asked, text, now, CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogError(e, "A back-off could not be recorded; this node keeps to it");
        }
    }

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
