using System.Collections.Frozen;

namespace Moderation.Rules.Sight;

/// <param name="Property">In lower case; names of variables as written.</param>
/// <param name="Value">In lower case, comments and escapes resolved.</param>
/// <param name="IsImportant">Whether it carries !important.</param>
internal readonly record struct Declaration(string Property, string Value, bool IsImportant)
{
    /// <summary>A custom property (CSS Variables 1 §2).</summary>
    public bool IsVariable => Property is ['-', '-', ..];

    private static readonly FrozenSet<string> Wanted = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "all", "animation", "-webkit-animation", "animation-fill-mode", "animation-iteration-count", "animation-name", "animation-play-state", "background", "background-clip", "-webkit-background-clip", "background-color", "background-image", "bottom", "clip", "clip-path", "-webkit-clip-path",
        "color", "content-visibility", "display", "filter", "-webkit-filter", "float", "font", "font-size", "height", "inset", "left", "letter-spacing", "line-height",
        "margin", "margin-left", "margin-top", "mask", "mask-image", "-webkit-mask", "-webkit-mask-image", "max-height", "max-width", "min-height", "min-width", "mso-hide",
        "opacity", "overflow", "overflow-x", "overflow-y", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "pointer-events", "position",
        "right", "rotate", "scale", "text-indent", "text-shadow", "top", "transform", "-webkit-transform", "translate", "visibility", "-webkit-text-fill-color", "white-space",
        "width", "z-index", "zoom");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Names = Wanted.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Those of a block that can bear on whether text is seen.</summary>
    /// <param name="block">What stands between the braces, or in a style attribute.</param>
    public static List<Declaration> Read(ReadOnlySpan<char> block)
    {
        var found = new List<Declaration>();
        if (block.Contains("/*", StringComparison.Ordinal))
        {
            block = CssScan.WithoutComments(block.ToString());
        }

        for (var from = 0; from < block.Length;)
        {
            var end = CssScan.Find(block, from, ";{");
            if (end < block.Length && block[end] == '{')
            {
                // A nested rule: read by the sheet.
                from = CssScan.Find(block, end + 1, "}") + 1;
                continue;
            }

            if (Of(block[from..end]) is { } declaration)
            {
                found.Add(declaration);
            }

            from = end + 1;
        }

        return found;
    }

    private static Declaration? Of(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon < 1)
        {
            return null;
        }

        var property = text[..colon].Trim();
        if (property.Contains('\\'))
        {
            property = CssScan.Unescape(property);
        }

        var isVariable = property.StartsWith("--", StringComparison.Ordinal);
        string? name = null;
        if (!isVariable && !Names.TryGetValue(property, out name))
        {
            return null;
        }

        var value = text[(colon + 1)..].Trim();
        var mark = value.LastIndexOf('!');
        var isImportant = mark >= 0 && value[(mark + 1)..].Trim().Equals("important", StringComparison.OrdinalIgnoreCase);
        value = isImportant ? value[..mark].TrimEnd() : value;
        return new Declaration(name ?? property.ToString(), CssScan.Unescape(value).ToLowerInvariant(), isImportant);
    }
}
