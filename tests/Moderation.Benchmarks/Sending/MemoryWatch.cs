namespace Moderation.Benchmarks.Sending;

/// <summary>Looks at the working set while something runs: what grows with the work shows after the first tenth.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    private readonly Func<double> _progress;
    private readonly Timer _timer;
    private long _first;
    private long _largest;

    /// <param name="progress">From 0 to 1.</param>
    public MemoryWatch(Func<double> progress)
    {
        _progress = progress;
        _first = _largest = Environment.WorkingSet;
        _timer = new Timer(_ => Look(), null, Every, Every);
    }

    /// <summary>The largest working set of all to that of the first tenth.</summary>
    public double Growth => (double)_largest / _first;

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = Environment.WorkingSet;
        _largest = Math.Max(_largest, now);
        if (_progress() <= 0.1)
        {
            _first = _largest;
        }
    }
}
