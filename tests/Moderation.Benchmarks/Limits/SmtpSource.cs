using System.Diagnostics;
using Moderation.Benchmarks.Parts;

namespace Moderation.Benchmarks.Limits;

/// <summary>Postfix's generator: the same block again and again, no rendering, no reply text, written in C.</summary>
internal static class SmtpSource
{
    /// <param name="sink">Receives the messages.</param>
    /// <param name="sessions">At once, each kept open.</param>
    /// <param name="bytes">Of each message.</param>
    /// <param name="count">Messages in all.</param>
    /// <returns>Messages a second.</returns>
    /// <exception cref="MissingPartException">No smtp-source.</exception>
    public static async Task<double> MeasureAsync(SmtpSink sink, int sessions, int bytes, int count)
    {
        var program = Tool.Find("smtp-source", "Install Postfix (Debian: postfix).");
        var started = Stopwatch.GetTimestamp();

        // -d keeps sessions open, as ours are; it is faster than a connection for each message.
        using var source = new Child(program, ["-d", "-s", $"{sessions}", "-l", $"{bytes}", "-m", $"{count}", "-f", "bounce@sender.example", "-t", "to@recipient.example", $"127.0.0.1:{sink.Port}"]);
        await source.EndAsync();
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
