using System.Diagnostics.CodeAnalysis;

namespace Moderation.Mail.Dkim;

/// <summary>The <c>tag=value; tag=value</c> lists of signatures and key records (RFC 6376 §3.2).</summary>
internal static class TagList
{
    private static readonly char[] Space = [' ', '\t', '\r', '\n'];

    public static bool TryParse(string text, [NotNullWhen(true)] out Dictionary<string, string>? tags, out string error)
    {
        tags = null;
        error = "";
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var parts = text.Split(';');
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i].Trim(Space);
            if (part.Length == 0)
            {
                // Only the last may be empty by the grammar; real records have doubled semicolons, which mean nothing.
                continue;
            }

            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals].TrimEnd(Space);
            if (equals < 0 || name.Length == 0 || !char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                error = $"tag {i + 1} is not of the form name=value";
                return false;
            }

            if (!found.TryAdd(name, part[(equals + 1)..].TrimStart(Space)))
            {
                error = $"tag {name}= occurs twice";
                return false;
            }
        }

        tags = found;
        return true;
    }

    public static string WithoutSpace(string value) => string.Concat(value.Split(Space, StringSplitOptions.RemoveEmptyEntries));
}
