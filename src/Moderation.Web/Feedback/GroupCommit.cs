namespace Moderation.Web.Feedback;

/// <summary>
/// Those who arrive while a batch is written make up the next one: each waits until its own is committed, and under load many
/// share a commit. There is no timer: who comes alone is written at once.
/// </summary>
/// <param name="mostAtOnce">In a batch.</param>
/// <param name="write">Returns when all are committed, or none is.</param>
internal sealed class GroupCommit<T>(int mostAtOnce, Func<IReadOnlyList<T>, Task> write)
{
    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _queue = new();
    private volatile bool _isWriting;

    /// <summary>Whether somebody waits just now.</summary>
    public bool IsBusy => _isWriting;

    /// <summary>Committed when this returns.</summary>
    public Task AddAsync(T one)
    {
        var mine = new Waiting(one);
        lock (_gate)
        {
            _queue.Enqueue(mine);
            if (_isWriting)
            {
                return mine.Written.Task;
            }

            _isWriting = true;
        }

        // Whatever goes wrong is told to who waits for it.
        _ = WriteAllAsync();
        return mine.Written.Task;
    }

    private async Task WriteAllAsync()
    {
        while (Next() is { Count: > 0 } batch)
        {
            await WriteAsync(batch);
        }
    }

    private List<Waiting> Next()
    {
        lock (_gate)
        {
            var batch = new List<Waiting>(Math.Min(_queue.Count, mostAtOnce));
            while (batch.Count < mostAtOnce && _queue.TryDequeue(out var next))
            {
                batch.Add(next);
            }

            _isWriting = batch.Count > 0;
            return batch;
        }
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        try
        {
            await write([.. batch.Select(waiting => waiting.One)]);
            batch.ForEach(waiting => waiting.Written.SetResult());
        }
        // One that cannot be written must not cost the others theirs.
        catch (Exception) when (batch.Count > 1)
        {
            foreach (var waiting in batch)
            {
                await WriteAsync([waiting]);
            }
        }
        catch (Exception e)
        {
            batch[0].Written.SetException(e);
        }
    }

    private sealed record Waiting(T One)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
