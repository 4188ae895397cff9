using System.Diagnostics;

namespace Moderation.Benchmarks;

/// <summary>Signs of life on standard error.</summary>
internal static class Progress
{
    private static readonly long Start = Stopwatch.GetTimestamp();

    public static void Say(string text) => Console.Error.WriteLine($"[{Stopwatch.GetElapsedTime(Start):mm\\:ss}] {text}");
}
