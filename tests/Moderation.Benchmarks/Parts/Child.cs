using System.Diagnostics;
using System.Text;

namespace Moderation.Benchmarks.Parts;

/// <summary>A process that ends with this one at the latest.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly EventHandler _atEnd;

    public Child(string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = folder ?? "" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new GoalFailedException($"{program} did not start.");
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _atEnd = (_, _) => Kill();
        AppDomain.CurrentDomain.ProcessExit += _atEnd;
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>What it said so far.</summary>
    public string Output => Text(_output);

    public string Errors => Text(_errors);

    /// <summary>User and system time.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <exception cref="GoalFailedException">It ended with another code than 0.</exception>
    public async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode == 0 ? Output : throw new GoalFailedException($"{Path.GetFileName(_process.StartInfo.FileName)} ended with {_process.ExitCode}: {Errors.Trim()} {Output.Trim()}");
    }

    /// <summary>Asks it to end, and waits. dotnet run hands this signal on, unlike Ctrl+C’s.</summary>
    public async Task TerminateAsync(TimeSpan patience)
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(patience));
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= _atEnd;
        Kill();
        _process.Dispose();
    }

    private void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }

    private static void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
