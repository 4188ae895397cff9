namespace Moderation.Mail.Reports;

/// <summary>
/// The body of a machine-readable report: groups of header-like fields between blank lines (RFC 3464 §2.1, RFC 5965 §3).
/// Tolerant where servers are careless: white space before the colon, several blank lines, lines that are no field.
/// </summary>
internal static class StatusFields
{
    // A report of ours has one recipient; a hostile one has millions.
    private const int MostFields = 20_000;

    public static List<Dictionary<string, List<string>>> ReadGroups(string text)
    {
        var groups = new List<Dictionary<string, List<string>>>();
        Dictionary<string, List<string>>? group = null;
        List<string>? last = null;
        var count = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.TrimEnd();
            if (line.IsEmpty)
            {
                (group, last) = (null, null);
            }
            else if (line[0] is ' ' or '\t')
            {
                // RFC 3464 §2.1.1: folded as in a header. Bounded, so that a million folds are no quadratic work.
                if (last is not null && last[^1].Length < ReportedRecipient.LongestDiagnostic)
                {
                    last[^1] = $"{last[^1]} {line.Trim()}";
                }
            }
            else if (TryField(line, out var name, out var value))
            {
                if (++count > MostFields)
                {
                    break;
                }

                if (group is null)
                {
                    groups.Add(group = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase));
                }

                if (!group.TryGetValue(name, out last))
                {
                    group.Add(name, last = []);
                }

                last.Add(value);
            }
            else
            {
                last = null;
            }
        }

        return groups;
    }

    /// <summary>A field's name and value, when the line is one: a token and a colon (RFC 5322 §2.2).</summary>
    public static bool TryField(ReadOnlySpan<char> line, out string name, out string value)
    {
        (name, value) = ("", "");
        var colon = line.IndexOf(':');
        if (colon < 1)
        {
            return false;
        }

        var token = line[..colon].TrimEnd();
        if (token.IsEmpty || token.IndexOfAnyExceptInRange('!', '~') >= 0)
        {
            return false;
        }

        (name, value) = (token.ToString(), line[(colon + 1)..].Trim().ToString());
        return true;
    }

    public static string? First(this Dictionary<string, List<string>> group, string name) =>
        group.TryGetValue(name, out var values) && values[0].Length > 0 ? values[0] : null;
}
