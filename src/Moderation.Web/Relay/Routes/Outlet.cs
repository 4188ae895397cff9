using System.Threading.Channels;
using Moderation.Mail.Smtp;

namespace Moderation.Web.Relay.Routes;

/// <summary>A place that mail leaves through, with the connections that work there: what they take, and what becomes of it when it cannot leave.</summary>
internal abstract class Outlet(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly List<Task> _lanes = [];
    private int _working;

    public Channel<Job> Jobs { get; } = Channel.CreateUnbounded<Job>(new UnboundedChannelOptions { SingleWriter = false });

    public RouteState State { get; } = new(clock);

    /// <summary>What its outcomes are counted for; null for the configured route.</summary>
    public Departure? From { get; init; }

    /// <summary>For people.</summary>
    public abstract string Place { get; }

    /// <summary>Connections at once.</summary>
    public abstract int MostLanes { get; }

    public virtual int MessagesPerConnection => int.MaxValue;

    /// <summary>How long a connection without work is kept.</summary>
    public virtual TimeSpan LongestIdle => TimeSpan.FromSeconds(30);

    /// <summary>Stands before each message: whole header lines, which no signature covers.</summary>
    public virtual ReadOnlyMemory<byte> Before => default;

    public DateTimeOffset LastUsed { get; private set; }

    protected TimeProvider Clock => clock;

    /// <exception cref="SmtpConnectException">It cannot be used now.</exception>
    public abstract Task<SmtpConnection> ConnectAsync(CancellationToken ct);

    /// <summary>Whether one more connection may be opened now; given back with <see cref="Leave"/>.</summary>
    public virtual bool TryEnter() => true;

    public virtual void Leave()
    {
    }

    /// <summary>Nothing may leave before this; null when it may.</summary>
    public virtual DateTimeOffset? PutOffUntil() => null;

    /// <summary>What was answered to one message.</summary>
    public virtual void Heard(SmtpReply reply)
    {
    }

    /// <summary>There is no connection at all.</summary>
    public abstract void Unreachable(Job job);

    /// <summary>Opens all lanes, where work is sure to come.</summary>
    public void Start(Func<Outlet, Task> newLane)
    {
        lock (_lock)
        {
            for (; _working < MostLanes; _working++)
            {
                _lanes.Add(newLane(this));
            }
        }
    }

    /// <returns>False when the outlet has been closed: the job is not taken.</returns>
    public bool TryTake(Job job, Func<Outlet, Task> newLane)
    {
        LastUsed = clock.GetUtcNow();
        if (!Jobs.Writer.TryWrite(job))
        {
            return false;
        }

        // A few messages need no second connection.
        if (Volatile.Read(ref _working) < MostLanes)
        {
            lock (_lock)
            {
                if (_working < MostLanes && _working <= Jobs.Reader.Count / 4)
                {
                    _working++;
                    _lanes.Add(newLane(this));
                }
            }
        }

        return true;
    }

    /// <summary>Takes nothing more, sends what it has, and ends when that is done.</summary>
    public Task CloseAsync()
    {
        Jobs.Writer.TryComplete();
        lock (_lock)
        {
            return Task.WhenAll(_lanes);
        }
    }
}
