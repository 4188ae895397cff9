using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

/// <summary>Works out the looks of elements in one view, from the root downwards, each once.</summary>
internal sealed class Looks(Cascade cascade, View view, SightBudget budget)
{
    private readonly Dictionary<IElement, Look> _known = [];
    private readonly Stack<IElement> _path = [];

    public Look Of(IElement element)
    {
        Look? look = null;
        for (var at = element; at is not null && look is null; at = at.ParentElement)
        {
            if (!_known.TryGetValue(at, out look))
            {
                _path.Push(at);
            }
        }

        look ??= Look.Of(view);
        while (_path.TryPop(out var next))
        {
            budget.Spend(16);
            look = Under(look, next);
            _known.Add(next, look);
        }

        return look;
    }

    /// <summary>What is declared for an element whose look is known.</summary>
    public Style StyleOf(IElement element) => cascade.Of(element);

    private Look Under(Look parent, IElement element)
    {
        var style = cascade.Of(element);
        if (parent.Gone is not null)
        {
            return parent;
        }

        var below = double.IsInfinity(parent.CutBelow) || parent.IsFlex || style["position"] is "absolute" or "fixed" ? 0 : Preceding.Height(element, parent, cascade, budget);

        // Nothing is said of it, and of its parent nothing that it does not take over.
        if (below <= 0 && !style.Has(PropertyGroups.All) && !parent.IsFlex && !parent.IsCutToLines && parent.Indent.Equals(parent.InheritedIndent) && Markup.Hides(element) is null)
        {
            return parent;
        }

        var look = parent with { IsFlex = false, ShiftY = parent.ShiftY + below };
        var display = Display.Of(element, style, parent);
        if (style.Has(PropertyGroups.Text))
        {
            LookOfText.Read(look, style, view);
        }

        if (display.IsBlock)
        {
            // Only the first line of a block is indented: on an inline element the property does nothing.
            (look.Indent, look.IsCutToLines) = (look.InheritedIndent, false);
        }

        if (style.Has(PropertyGroups.Box))
        {
            LookOfBox.Read(look, style, display, view);
        }

        if (style.Has(PropertyGroups.Effects))
        {
            LookOfEffects.Read(look, style, view);
        }

        look.Gone ??= Markup.Hides(element);
        if (style.Has(PropertyGroups.Display))
        {
            look.Gone ??= Shown(style);
            look.MsoHidden ??= style["mso-hide"] is "all" or "screen" ? style.Because("mso-hide") : null;
            look.IsFlex = style["display"] is "flex" or "inline-flex" or "grid" or "inline-grid";
        }

        return look;
    }

    private static Cause? Shown(Style style) =>
        style["display"] is { } display && display.StartsWith("none", StringComparison.Ordinal) ? style.Because("display")
        : style["content-visibility"] == "hidden" ? style.Because("content-visibility")
        : null;
}
