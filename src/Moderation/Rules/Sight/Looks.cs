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
        var look = parent with { };
        if (look.Gone is not null)
        {
            return look;
        }

        var display = Display.Of(element, style, parent);
        LookOfText.Read(look, style, display, view);
        LookOfBox.Read(look, style, display, view);
        LookOfEffects.Read(look, style, view);
        look.Gone ??= Markup.Hides(element) ?? Shown(style, element);
        look.MsoHidden ??= style["mso-hide"] is "all" or "screen" ? style.Because("mso-hide") : null;
        look.IsFlex = style["display"] is "flex" or "inline-flex" or "grid" or "inline-grid";
        return look;
    }

    private static Cause? Shown(Style style, IElement element) =>
        style["display"] is { } display && display.StartsWith("none", StringComparison.Ordinal) ? style.Because("display")
        : element.GetAttribute("hidden")?.Trim().Equals("until-found", StringComparison.OrdinalIgnoreCase) == true ? new Cause("hidden", "until-found", "attribute hidden", element)
        : style["content-visibility"] == "hidden" ? style.Because("content-visibility")
        : null;
}
