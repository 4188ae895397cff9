using System.Diagnostics.CodeAnalysis;

namespace Moderation.Web.Relay;

/// <summary>Keeps what was last made, up to a number of bytes; the oldest goes first. Serves any number of threads.</summary>
internal sealed class Kept<TKey, TValue>(long mostBytes)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, (TValue Value, long Bytes)> _values = [];
    private readonly Queue<TKey> _age = [];
    private long _bytes;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
        {
            var found = _values.TryGetValue(key, out var kept);
            value = kept.Value;
            return found;
        }
    }

    /// <returns>The one that is kept: another thread may have been first.</returns>
    public TValue Add(TKey key, TValue value, long bytes)
    {
        lock (_lock)
        {
            if (_values.TryGetValue(key, out var first))
            {
                return first.Value;
            }

            while (_bytes + bytes > mostBytes && _age.TryDequeue(out var oldest) && _values.Remove(oldest, out var gone))
            {
                _bytes -= gone.Bytes;
            }

            _values[key] = (value, bytes);
            _age.Enqueue(key);
            _bytes += bytes;
            return value;
        }
    }
}
