using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Moderation.Campaigns;

namespace Moderation.Mail.SpamFilters;

/// <summary>
/// SpamAssassin's spamd by its own protocol (spamd/PROTOCOL in its source): <c>REPORT</c>, which has the score of each rule,
/// and not only its name as <c>SYMBOLS</c> has.
/// </summary>
/// <param name="host">Name or address that the administrator has chosen.</param>
/// <param name="port">783 by custom.</param>
/// <param name="options">Limits.</param>
public sealed partial class SpamAssassin(string host, int port, SpamFilterOptions options) : ISpamFilter
{
    public string Engine => "SpamAssassin";

    // "Spam: True ; 15.0 / 5.0"
    [GeneratedRegex(@"^Spam:\s*\w+\s*;\s*(?<score>-?[\d.]+)\s*/\s*(?<required>-?[\d.]+)\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Verdict { get; }

    // " 0.2 NORMAL_HTTP_TO_IP      URI: URI host has a public dotted-decimal IPv4"
    [GeneratedRegex(@"^\s*(?<score>-?\d+(\.\d+)?)\s+(?<name>[A-Z][A-Z0-9_]*)(\s+(?<words>.*))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row { get; }

    public Task<SpamFacts> ScoreAsync(SpamQuestion question, CancellationToken ct) =>
        FilterFault.GuardAsync(Engine, question, options, stop => AskAsync(question.Message, stop), ct);

    private async Task<SpamScore> AskAsync(ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, ct);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"REPORT SPAMC/1.5\r\nContent-length: {message.Length}\r\n\r\n"), ct);
        await stream.WriteAsync(message, ct);
        client.Client.Shutdown(SocketShutdown.Send);
        return Read(Encoding.UTF8.GetString(await LimitedAnswer.ReadAsync(stream, options.MaxAnswerBytes, ct)));
    }

    private static SpamScore Read(string answer)
    {
        var lines = answer.ReplaceLineEndings("\n").Split('\n');
        // "SPAMD/1.1 0 EX_OK": the number is that of sysexits.h.
        if (lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var protocol, var code, ..] || !protocol.StartsWith("SPAMD/", StringComparison.Ordinal))
        {
            throw new FilterAnswerException(answer.Length == 0 ? "closed the connection without an answer" : "gave an answer that is not of its protocol");
        }

        if (code != "0")
        {
            throw new FilterAnswerException($"reports: {FilterFault.OneLine(lines[0])}");
        }

        var verdict = lines.TakeWhile(line => line.Length > 0).Select(line => Verdict.Match(line)).FirstOrDefault(match => match.Success)
            ?? throw new FilterAnswerException("gave an answer without a score");
        var symbols = Rows(lines.SkipWhile(line => line.Length > 0));
        return new SpamScore(Number(verdict.Groups["score"].Value), Number(verdict.Groups["required"].Value),
            [.. symbols.OrderByDescending(symbol => symbol.Score).ThenBy(symbol => symbol.Name, StringComparer.Ordinal)]);
    }

    // The table stands under a line of hyphens; a long description goes on in lines that begin with many spaces.
    private static List<SpamSymbol> Rows(IEnumerable<string> report)
    {
        var symbols = new List<SpamSymbol>();
        foreach (var line in report.SkipWhile(line => !line.StartsWith("---- -----", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.Trim().Length > 0))
        {
            if (Row.Match(line) is { Success: true } row)
            {
                symbols.Add(new SpamSymbol(row.Groups["name"].Value, Number(row.Groups["score"].Value), FilterFault.OneLine(row.Groups["words"].Value)));
            }
            else if (symbols.Count > 0)
            {
                symbols[^1] = symbols[^1] with { Description = FilterFault.OneLine($"{symbols[^1].Description} {line.Trim()}") };
            }
        }

        return symbols;
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number
            : throw new FilterAnswerException("gave a score that is no number");
}
