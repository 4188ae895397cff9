using System.Globalization;
using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

/// <summary>
/// How far down an element stands in a box that cuts off what does not fit: filling such a box pushes what follows out of sight.
/// The least that it can be, so that no box is taken for full that is not: each break and each block is one line.
/// </summary>
internal static class Preceding
{
    /// <summary>px of what stands before an element within its parent.</summary>
    public static double Height(IElement element, Look parent, Cascade cascade, SightBudget budget)
    {
        // Cells stand side by side.
        if (element.LocalName is "td" or "th")
        {
            return 0;
        }

        var sum = 0.0;
        foreach (var node in element.ParentElement?.ChildNodes ?? (IEnumerable<INode>)[])
        {
            budget.Spend(1);
            if (ReferenceEquals(node, element))
            {
                break;
            }

            if (node is IElement before)
            {
                sum += before.LocalName == "br" ? parent.FontSize : Height(before, cascade.Of(before), parent);
            }
        }

        return sum;
    }

    private static double Height(IElement element, Style style, Look parent)
    {
        if (style["display"] == "none" || style["position"] is "absolute" or "fixed" || style["float"] is "left" or "right" || element.HasAttribute("hidden"))
        {
            return 0;
        }

        var declared = Declared(element, style, parent);
        if (element.LocalName == "img")
        {
            // Words of the same line stand at its foot.
            return Math.Max(0, declared - parent.FontSize);
        }

        var display = Display.Of(element, style, parent);
        return !display.IsBlock || element.LocalName is "style" or "script" or "title" or "template" or "input" or "button" or "select" || style["display"] is "inline-block" or "inline-table" ? 0
            : Math.Max(declared, style["font-size"] is null && style["line-height"] is null && style["max-height"] is null && style["height"] is null && Words.Of(element, 1).Length > 0 ? parent.FontSize : 0);
    }

    private static double Declared(IElement element, Style style, Look parent) =>
        style["height"] is { } height ? height.EndsWith('%') ? 0 : CssLength.Px(height, new LengthBase(parent.FontSize, parent.Width, View.Desktop)) ?? 0
        : element.LocalName is "img" or "table" && double.TryParse(element.GetAttribute("height"), NumberStyles.None, CultureInfo.InvariantCulture, out var attribute) ? attribute
        : 0;
}
