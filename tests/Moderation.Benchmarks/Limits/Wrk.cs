using System.Globalization;
using System.Text.RegularExpressions;
using Moderation.Benchmarks.Parts;

namespace Moderation.Benchmarks.Limits;

/// <param name="Rate">Answers a second.</param>
/// <param name="Answers">All that came.</param>
internal sealed record Load(double Rate, long Answers);

/// <summary>The generator of requests, written in C: it asks for one address after the other of a file.</summary>
internal static partial class Wrk
{
    // One thread: the rest of the machine is for what is measured.
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);

    /// <param name="port">Of the loopback address.</param>
    /// <param name="connections">At once, each kept open.</param>
    /// <param name="paths">A file with a path to a line.</param>
    /// <param name="oneClick">POST as mailbox providers opt out (RFC 8058 §3.1), instead of GET.</param>
    /// <exception cref="MissingPartException">No wrk.</exception>
    /// <exception cref="GoalFailedException">Some answers were errors.</exception>
    public static async Task<Load> MeasureAsync(int port, int connections, string paths, bool oneClick = false)
    {
        var program = Tool.Find("wrk", "Install it (Debian: wrk).");
        var script = Path.ChangeExtension(paths, oneClick ? ".post.lua" : ".get.lua");
        await File.WriteAllTextAsync(script, $$"""
            local requests = {}
            local n, i = 0, 0
            init = function(args)
              for line in io.lines("{{paths}}") do
                n = n + 1
                requests[n] = wrk.format({{(oneClick ? "\"POST\"" : "\"GET\"")}}, line, {["Content-Type"] = "application/x-www-form-urlencoded", ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}, {{(oneClick ? "\"List-Unsubscribe=One-Click\"" : "nil")}})
              end
              i = math.random(n)
            end
            request = function()
              i = i % n + 1
              return requests[i]
            end
            """);
        using var wrk = new Child(program, ["-t1", $"-c{connections}", $"-d{Length.TotalSeconds:0}s", "-s", script, $"http://127.0.0.1:{port}"]);
        var output = await wrk.EndAsync();
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || Answers().Match(output) is not { Success: true } answers || Rate().Match(output) is not { Success: true } rate)
        {
            throw new GoalFailedException($"not every request was answered: {output.ReplaceLineEndings(" ")}");
        }

        return new Load(double.Parse(rate.Groups["n"].ValueSpan, CultureInfo.InvariantCulture), long.Parse(answers.Groups["n"].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("(?<n>[0-9]+) requests in ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Answers();

    [GeneratedRegex("Requests/sec: +(?<n>[0-9.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rate();
}
