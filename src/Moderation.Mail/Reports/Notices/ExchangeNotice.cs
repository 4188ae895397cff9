using System.Buffers;

namespace Moderation.Mail.Reports.Notices;

/// <summary>
/// Exchange's Internet Mail Service up to 2003: "did not reach the following recipient(s):", then the recipient as an
/// X.400-like name that ends in SMTP=address, or as a plain address, and "on" a date.
/// </summary>
internal sealed class ExchangeNotice() : Notice("exchange")
{
    private static readonly SearchValues<string> Sentence = SearchValues.Create(["did not reach the following recipient", "recipient(s) could not be reached", "recipients could not be reached"], StringComparison.OrdinalIgnoreCase);

    public override void Read(ReportParts parts, FoundRecipients found)
    {
        var notice = parts.Notice;
        var from = notice.Find(Sentence);
        if (from < 0)
        {
            return;
        }

        List<string>? words = null;
        foreach (var line in notice.Lines.Skip(from + 1))
        {
            var named = line.IndexOf("SMTP=", StringComparison.OrdinalIgnoreCase);
            var text = named < 0 ? line : line[(named + 5)..];
            if (AddressText.AtStart(text, out var end) is { } address && (named >= 0 || text.AsSpan(end).TrimStart().StartsWith("on ", StringComparison.Ordinal)))
            {
                words = found.Add(address);
            }
            else
            {
                words?.Add(line);
            }
        }
    }
}
