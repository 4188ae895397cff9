using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Moderation.Benchmarks.Database;

/// <summary>Counts what Entity Framework waits for its commands: from sending one to the first of its rows.</summary>
internal sealed class CommandTimes : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly IDisposable _all;
    private IDisposable? _commands;
    private long _ticks;
    private int _count;

    public CommandTimes() => _all = DiagnosticListener.AllListeners.Subscribe(this);

    /// <summary>Of all commands so far.</summary>
    public TimeSpan Waited => new(Interlocked.Read(ref _ticks));

    public int Count => Volatile.Read(ref _count);

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            _commands = value.Subscribe(this, static name => name == RelationalEventId.CommandExecuted.Name);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandExecutedEventData executed)
        {
            Interlocked.Add(ref _ticks, executed.Duration.Ticks);
            Interlocked.Increment(ref _count);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        _commands?.Dispose();
        _all.Dispose();
    }
}
