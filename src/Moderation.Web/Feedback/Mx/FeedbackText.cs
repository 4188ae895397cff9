using System.Text;
using System.Text.RegularExpressions;
using Moderation.Delivery;

namespace Moderation.Web.Feedback.Mx;

/// <summary>Words of strangers as they are kept: on one line, short, and naming no person, so that an erasure has nothing to look for here.</summary>
internal static partial class FeedbackText
{
    public static string Clean(string? text)
    {
        var line = new StringBuilder(Math.Min(text?.Length ?? 0, FeedbackEntry.LongestText));
        foreach (var c in Address().Replace(text ?? "", "…"))
        {
            // PostgreSQL refuses NUL and half a surrogate pair.
            if (char.IsControl(c) || char.IsSurrogate(c) || char.IsWhiteSpace(c))
            {
                line.Append(line.Length > 0 && line[^1] != ' ' ? " " : "");
            }
            else
            {
                line.Append(c);
            }

            if (line.Length >= FeedbackEntry.LongestText)
            {
                break;
            }
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>What follows the @ of an address key; empty for the hash of an erased person.</summary>
    public static string DomainOf(string emailKey) => emailKey.LastIndexOf('@') is > 0 and var at ? emailKey[(at + 1)..] : "";

    [GeneratedRegex(@"[^\s<>()\[\]""',;:]+@[^\s<>()\[\]""',;:]+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
