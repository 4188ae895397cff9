using System.Text;
using AngleSharp.Dom;

namespace Moderation.Rules;

/// <summary>What a reader reads in an element: its text, and the text that stands in for its pictures.</summary>
internal static class Words
{
    // Bounds the work where thousands of links share one ancestor.
    private const int MostNodes = 400;

    /// <summary>One line of at most so many characters.</summary>
    public static string Of(INode element, int most)
    {
        var words = new StringBuilder();
        var visited = 0;
        for (INode? at = element; at is not null && visited < MostNodes && words.Length < most; at = Next(at, element), visited++)
        {
            var said = at switch
            {
                IText text => text.Data,
                IElement { LocalName: "img" or "area" or "input" } picture => picture.GetAttribute("alt"),
                _ => null,
            };
            words.Append(said.AsSpan(0, Math.Min(said?.Length ?? 0, most))).Append(IsWithinWords(at) ? "" : " ");
        }

        return string.Join(' ', words.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Whether there is anything at all to see or to press: text, or a picture.</summary>
    public static bool Any(INode element)
    {
        var visited = 0;
        for (INode? at = element; at is not null && visited < MostNodes; at = Next(at, element), visited++)
        {
            if (at is IText text ? text.Data.AsSpan().Trim().Length > 0 : at is IElement { LocalName: "img" or "area" or "input" or "svg" or "button" or "video" or "object" })
            {
                return true;
            }
        }

        return false;
    }

    // "un<b>subscribe</b>" is one word to the reader.
    private static bool IsWithinWords(INode node) =>
        node is not IElement { LocalName: not ("a" or "b" or "big" or "code" or "em" or "font" or "i" or "mark" or "s" or "small" or "span" or "strong" or "u") };

    private static INode? Next(INode at, INode root)
    {
        if (at.FirstChild is { } child)
        {
            return child;
        }

        for (INode? up = at; up is not null && !ReferenceEquals(up, root); up = up.Parent)
        {
            if (up.NextSibling is { } sibling)
            {
                return sibling;
            }
        }

        return null;
    }
}
