using System.Net;

namespace Moderation.Mail.Smtp;

/// <summary>Who may come in: sessions at once, in all and from one place, and how often one place comes. One place cannot take every session.</summary>
internal sealed class SmtpAdmission(SmtpListenerOptions options, TimeProvider time)
{
    // Beyond so many, places that are quiet and may come again freely are forgotten.
    private const int Remembered = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Visits> _places = [];
    private int _open;

    /// <summary>Whether a session from there may begin now. Call <see cref="Leave"/> when it has ended.</summary>
    public bool TryEnter(IPAddress address)
    {
        var place = Subscriber.Of(address);
        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (!_places.TryGetValue(place, out var visits))
            {
                Forget(now);
                visits = _places[place] = new Visits { Left = options.MaxSessionsPerMinute, At = now };
            }

            visits.Left = LeftAt(visits, now);
            visits.At = now;
            if (_open >= options.MaxSessions || visits.Open >= options.MaxSessionsPerAddress || visits.Left < 1)
            {
                return false;
            }

            visits.Left--;
            visits.Open++;
            _open++;
            return true;
        }
    }

    public void Leave(IPAddress address)
    {
        lock (_lock)
        {
            _open--;
            _places[Subscriber.Of(address)].Open--;
        }
    }

    private double LeftAt(Visits visits, long now) =>
        Math.Min(options.MaxSessionsPerMinute, visits.Left + (time.GetElapsedTime(visits.At, now).TotalMinutes * options.MaxSessionsPerMinute));

    private void Forget(long now)
    {
        if (_places.Count < Remembered)
        {
            return;
        }

        foreach (var (place, visits) in _places)
        {
            if (visits.Open == 0 && LeftAt(visits, now) >= options.MaxSessionsPerMinute)
            {
                _places.Remove(place);
            }
        }
    }

    private sealed class Visits
    {
        public int Open { get; set; }

        public double Left { get; set; }

        public long At { get; set; }
    }
}
