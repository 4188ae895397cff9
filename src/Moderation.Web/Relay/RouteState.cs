namespace Moderation.Web.Relay;

/// <summary>Whether this node reaches its route, and when to try again.</summary>
internal sealed class RouteState(TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private TimeSpan _wait;
    private DateTimeOffset _retryAt;
    private int _connections;

    /// <summary>A sentence for people; null while mail leaves.</summary>
    public string? Problem { get; private set; }

    public DateTimeOffset Since { get; private set; } = clock.GetUtcNow();

    /// <summary>What is left of the wait; zero when it may be tried.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_lock)
            {
                var left = _retryAt - clock.GetUtcNow();
                return Problem is null || left < TimeSpan.Zero ? TimeSpan.Zero : left;
            }
        }
    }

    /// <summary>Of this node, open now.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public void Connected()
    {
        Interlocked.Increment(ref _connections);
        Works();
    }

    public void Disconnected() => Interlocked.Decrement(ref _connections);

    public void Works()
    {
        if (Problem is null)
        {
            return;
        }

        lock (_lock)
        {
            (Problem, Since, _wait) = (null, clock.GetUtcNow(), TimeSpan.Zero);
        }
    }

    public void Fails(string problem)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            Since = Problem is null ? now : Since;
            Problem = problem;
            if (_retryAt <= now)
            {
                // Several connections fail together: one failure, one step.
                _wait = _wait == TimeSpan.Zero ? TimeSpan.FromSeconds(1) : Min(_wait * 2, LongestWait);
                _retryAt = now + _wait;
            }
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
