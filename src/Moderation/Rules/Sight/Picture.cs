using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

/// <summary>A picture as an opt-out: many programs load no pictures, so it is its alternative text that counts, and a size at which it is seen.</summary>
internal static class Picture
{
    private const double Tiny = 2;

    public static Cause? WhyHidden(IElement picture, Looks looks, View view) =>
        WithoutWords(picture) ?? WhyNotShown(picture, looks, view);

    /// <param name="area">A part of a picture, which is seen where the picture is.</param>
    /// <param name="picture">Null when none uses the map.</param>
    /// <param name="looks">Of the view.</param>
    /// <param name="view">The screen.</param>
    public static Cause? WhyAreaHidden(IElement area, IElement? picture, Looks looks, View view)
    {
        if (picture is null)
        {
            return new Cause("usemap", "no picture uses the map", "the HTML itself", area);
        }

        // left, top, right, bottom; a circle has three numbers, a polygon many.
        var corners = (area.GetAttribute("coords") ?? "").Split(',').Select(number => CssLength.Number(number.Trim())).ToList();
        if (corners is [{ } left, { } top, { } right, { } bottom] && (right - left <= Tiny || bottom - top <= Tiny))
        {
            return new Cause("coords", area.GetAttribute("coords")!, "attribute coords", area);
        }

        return (WithoutWords(area) is { } without && WithoutWords(picture) is not null ? without : null) ?? WhyNotShown(picture, looks, view);
    }

    private static Cause? WithoutWords(IElement picture) => picture.GetAttribute("alt") switch
    {
        null => new Cause("alt", "missing", "attribute alt", picture),
        var alt when !Ink.Has(alt) => new Cause("alt", "blank", "attribute alt", picture),
        _ => null,
    };

    private static Cause? WhyNotShown(IElement picture, Looks looks, View view)
    {
        var look = looks.Of(picture);
        var style = looks.StyleOf(picture);
        var of = new LengthBase(look.FontSize, look.Width, view);
        foreach (var property in (ReadOnlySpan<string>)["width", "height", "max-width", "max-height"])
        {
            var least = property.EndsWith("width", StringComparison.Ordinal) ? "min-width" : "min-height";
            if (style[property] is { } size && (!size.EndsWith('%') || CssLength.Number(size) == 0) && CssLength.Px(size, of) <= Tiny && !(CssLength.Px(style[least], of) > Tiny))
            {
                return style.Because(property);
            }
        }

        return Visibility.OfBox(look, view);
    }
}
