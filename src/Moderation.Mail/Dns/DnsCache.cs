namespace Moderation.Mail.Dns;

/// <summary>Answers by name and type until their time is over; failures are never kept.</summary>
internal sealed class DnsCache(int size, TimeProvider time)
{
    // Longer than any real record needs; a typo of 68 years in a TTL is mended by tomorrow.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Dictionary<(string Name, DnsType Type), (DnsAnswer Answer, DateTimeOffset Until)> _answers = [];
    private readonly Lock _lock = new();

    public DnsAnswer? Find(string name, DnsType type)
    {
        var key = Key(name, type);
        lock (_lock)
        {
            if (!_answers.TryGetValue(key, out var kept))
            {
                return null;
            }

            if (kept.Until > time.GetUtcNow())
            {
                return kept.Answer;
            }

            _answers.Remove(key);
            return null;
        }
    }

    public void Keep(string name, DnsType type, DnsAnswer answer, TimeSpan timeToLive)
    {
        if (size == 0 || timeToLive <= TimeSpan.Zero || answer.Outcome == DnsOutcome.TemporaryFailure)
        {
            return;
        }

        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_answers.Count >= size)
            {
                MakeRoom(now);
            }

            _answers[Key(name, type)] = (answer, now + (timeToLive < Longest ? timeToLive : Longest));
        }
    }

    /// <summary>Drops what is over, and if that is little, the eighth that ends soonest: hostile names cannot grow the cache.</summary>
    private void MakeRoom(DateTimeOffset now)
    {
        var going = _answers.Where(a => a.Value.Until <= now).Select(a => a.Key).ToList();
        if (going.Count < size / 8)
        {
            going = [.. _answers.OrderBy(a => a.Value.Until).Take(Math.Max(1, size / 8)).Select(a => a.Key)];
        }

        foreach (var key in going)
        {
            _answers.Remove(key);
        }
    }

    private static (string Name, DnsType Type) Key(string name, DnsType type) => (name.TrimEnd('.').ToLowerInvariant(), type);
}
