namespace Moderation.Mail.Fetching;

/// <summary>Takes care that one host gets few requests at a time and none right after another, however many links lead to it.</summary>
internal sealed class HostTurns(int atOnce, TimeSpan pause, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Turns> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="host">Who is asked.</param>
    /// <param name="request">Begins when it is its turn.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async Task<T> RunAsync<T>(string host, Func<Task<T>> request, CancellationToken ct)
    {
        var turns = Join(host);
        try
        {
            await turns.Free.WaitAsync(ct);
        }
        catch
        {
            Leave(host, turns);
            throw;
        }

        try
        {
            return await request();
        }
        finally
        {
            // Only the next one waits for the pause.
            _ = PassOnAsync(host, turns);
        }
    }

    private async Task PassOnAsync(string host, Turns turns)
    {
        await Task.Delay(pause, time, CancellationToken.None);
        turns.Free.Release();
        Leave(host, turns);
    }

    private Turns Join(string host)
    {
        lock (_lock)
        {
            if (!_hosts.TryGetValue(host, out var turns))
            {
                turns = _hosts[host] = new Turns(new SemaphoreSlim(atOnce));
            }

            turns.Users++;
            return turns;
        }
    }

    private void Leave(string host, Turns turns)
    {
        lock (_lock)
        {
            if (--turns.Users == 0)
            {
                _hosts.Remove(host);
            }
        }
    }

    private sealed record Turns(SemaphoreSlim Free)
    {
        public int Users { get; set; }
    }
}
