using System.Buffers;

namespace Moderation.Mail.Reports.Notices;

/// <summary>
/// The commonest form: a sentence, then each failed address at the start of a line with the reason beside or below it, until
/// the next address. Exim, Postfix, Gmail, OpenSMTPD, Courier and many more differ only in the sentence.
/// </summary>
internal sealed class ListNotice(string name, params string[] sentences) : Notice(name)
{
    // A sentence of a real notice is at the top; reasons are a few lines long.
    private const int MostWords = 40;

    private readonly SearchValues<string> _sentences = SearchValues.Create(sentences, StringComparison.OrdinalIgnoreCase);

    public override void Read(ReportParts parts, FoundRecipients found)
    {
        var notice = parts.Notice;
        for (var at = notice.Find(_sentences); at >= 0 && found.Count == 0; at = notice.Find(_sentences, at + 1))
        {
            ReadList(notice.Lines, at + 1, found);
        }
    }

    /// <summary>Reads the addresses from a line on. The first one sets how far the others are indented: deeper lines are reasons.</summary>
    public static void ReadList(IReadOnlyList<string> lines, int from, FoundRecipients found)
    {
        List<string>? words = null;
        var indent = -1;
        var current = "";
        for (var i = from; i < lines.Count; i++)
        {
            var line = lines[i];
            var depth = line.Length - line.AsSpan().TrimStart().Length;
            if (AddressText.AtStart(line, out var end) is { } address && (indent < 0 || depth == indent) && IsEntry(line.AsSpan(end)) && !AddressText.Same(address, current))
            {
                (indent, current) = (depth, address);
                words = found.Add(address, Origin(lines, i));
                words.Add(line[end..].TrimStart(':', ' ', '\t', ';'));
            }
            else if (words is { Count: < MostWords } && line.Length > 0)
            {
                words.Add(line);
            }
        }
    }

    // "(expanded from: <address>)" at Sendmail and Postfix, "(generated from address)" at Exim: the one that was mailed.
    private static string? Origin(IReadOnlyList<string> lines, int at)
    {
        for (var i = at; i < Math.Min(at + 2, lines.Count); i++)
        {
            var from = lines[i].IndexOf("ed from", StringComparison.Ordinal);
            if (from > 0 && lines[i].LastIndexOf('(', from) >= 0)
            {
                return AddressText.First(lines[i].AsSpan(from), out _);
            }
        }

        return null;
    }

    // Behind the address: nothing, a colon, a bracket or a reason; "x@y.z and others wrote" is prose.
    private static bool IsEntry(ReadOnlySpan<char> rest)
    {
        var text = rest.TrimStart();
        return text.IsEmpty || text[0] is ':' or ';' or ',' or '(' or '[' or '<' or '.' or '-' || rest[0] is ' ' or '\t';
    }
}
