using System.Diagnostics;

namespace Moderation.Benchmarks.Parts;

/// <summary>Postfix's test server: takes every message and keeps none.</summary>
internal sealed class SmtpSink : IDisposable
{
    private const string Remedy = "Install Postfix (Debian: postfix).";

    private readonly Child _process;

    private SmtpSink(Child process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <exception cref="MissingPartException">No smtp-sink.</exception>
    public static async Task<SmtpSink> StartAsync()
    {
        var program = Tool.Find("smtp-sink", Remedy);
        var port = FreePort.Take();

        // As root it wants to be told whom to become. 256: connections that may wait to be taken.
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        var process = new Child(program, [.. user, $"127.0.0.1:{port}", "256"]);
        var started = Stopwatch.GetTimestamp();
        while (!await FreePort.AnswersAsync(port))
        {
            if (process.HasEnded || Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(10))
            {
                process.Dispose();
                throw new GoalFailedException($"smtp-sink does not answer on port {port}: {process.Errors.Trim()}");
            }

            await Task.Delay(20);
        }

        return new SmtpSink(process, port);
    }

    public void Dispose() => _process.Dispose();
}
