using System.Globalization;
using AngleSharp.Dom;

namespace Moderation.Rules;

/// <summary>
/// Names an element by the position of each of its ancestors among the child elements of theirs, from the root:
/// <c>1/0/3</c>. The same HTML parsed again has the same paths, so a preview can outline what a finding names.
/// </summary>
public static class ElementPath
{
    public static string Of(IElement element)
    {
        var positions = new List<int>();
        for (var at = element; at.ParentElement is { } parent; at = parent)
        {
            // One walk over the children: asking each sibling for the one before it would be quadratic in a row of thousands.
            var position = 0;
            foreach (var child in parent.ChildNodes)
            {
                if (ReferenceEquals(child, at))
                {
                    break;
                }

                position += child is IElement ? 1 : 0;
            }

            positions.Add(position);
        }

        positions.Reverse();
        return string.Join('/', positions);
    }

    /// <returns>Null when the document has no such element.</returns>
    public static IElement? Find(IDocument document, string path)
    {
        var at = document.DocumentElement;
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at is null || !int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var position) || position >= at.ChildElementCount)
            {
                return null;
            }

            at = at.Children[position];
        }

        return at;
    }
}
