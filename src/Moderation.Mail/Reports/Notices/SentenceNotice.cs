namespace Moderation.Mail.Reports.Notices;

/// <summary>Servers that name the recipient within a sentence or behind a label; the rest of the notice is the reason.</summary>
internal sealed class SentenceNotice(string name, params string[] lead) : Notice(name)
{
    public override void Read(ReportParts parts, FoundRecipients found)
    {
        var lines = parts.Notice.Lines;
        List<string>? words = null;
        for (var i = 0; i < lines.Count; i++)
        {
            if (Named(lines, i) is { } address)
            {
                words = found.Add(address);
            }

            words?.Add(lines[i]);
        }
    }

    // The address follows the words at once, behind a bracket or quote, or begins the next line.
    private string? Named(IReadOnlyList<string> lines, int at)
    {
        foreach (var words in lead)
        {
            var start = lines[at].IndexOf(words, StringComparison.OrdinalIgnoreCase);
            if (start < 0)
            {
                continue;
            }

            var rest = lines[at].AsSpan(start + words.Length).TrimStart(" \t:\"'[");
            rest = rest.StartsWith("SMTP:", StringComparison.OrdinalIgnoreCase) ? rest[5..] : rest;
            if (rest.IsEmpty)
            {
                var next = at + 1;
                while (next < lines.Count && lines[next].Length == 0)
                {
                    next++;
                }

                rest = next < lines.Count ? lines[next] : "";
            }

            if (AddressText.AtStart(rest, out _) is { } address)
            {
                return address;
            }
        }

        return null;
    }
}
