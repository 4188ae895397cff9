namespace Moderation.Rules;

/// <summary>A piece of what was written, short enough to show beside a finding.</summary>
public static class Excerpt
{
    private const int Most = 160;

    /// <summary>One line of at most 160 characters.</summary>
    public static string Of(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, Most, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Most ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[Most - 1]) ? Most - 1 : Most), "…");
    }
}
