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
        if (element.ChildNodes is { Length: 1 } only && only[0] is IText alone && element is not IElement { LocalName: "img" or "area" or "input" })
        {
            return Line(alone.Data.AsSpan(0, Math.Min(alone.Data.Length, most)).ToString());
        }

        var words = new StringBuilder();
        foreach (var at in Within(element))
        {
            if (words.Length >= most)
            {
                break;
            }

            var said = at switch
            {
                IText text => text.Data,
                IElement { LocalName: "img" or "area" or "input" } picture => picture.GetAttribute("alt"),
                _ => null,
            };
            words.Append(said.AsSpan(0, Math.Min(said?.Length ?? 0, most))).Append(IsWithinWords(at) ? "" : " ");
        }

        return Line(words.ToString());
    }

    private static string Line(string words) => string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // "un<b>subscribe</b>" is one word to the reader.
    private static bool IsWithinWords(INode node) =>
        node is not IElement { LocalName: not ("a" or "b" or "big" or "code" or "em" or "font" or "i" or "mark" or "s" or "small" or "span" or "strong" or "u") };

    // By a stack: a node's own "next sibling" searches the parent's list each time.
    private static IEnumerable<INode> Within(INode root)
    {
        var ahead = new Stack<INode>([root]);
        for (var visited = 0; visited < MostNodes && ahead.TryPop(out var node); visited++)
        {
            yield return node;
            for (var i = Math.Min(node.ChildNodes.Length, MostNodes) - 1; i >= 0; i--)
            {
                ahead.Push(node.ChildNodes[i]);
            }
        }
    }
}
