namespace Moderation.Rules.Sight;

/// <summary>What makes a whole element faint, small or moved away: opacity, filters, masks, transforms, zoom.</summary>
internal static class LookOfEffects
{
    private const double Smallest = 0.15;
    private const double MostBlur = 6;

    public static void Read(Look look, Style style, View view)
    {
        var of = new LengthBase(look.FontSize, look.Width, view);
        if (style["opacity"] is { } opacity && CssLength.Number(opacity) is { } shown)
        {
            Fade(look, style, "opacity", shown);
        }

        if (style["filter"] is { } filter)
        {
            Filter(look, style, filter, of);
        }

        if (style["mask-image"] is { } mask && mask.Contains("gradient(", StringComparison.Ordinal)
            && CssShapes.Functions(mask).SelectMany(function => function.Arguments).Select(Colour.Read).Where(colour => colour is not null).ToList() is { Count: > 0 } colours
            && colours.TrueForAll(colour => colour!.Value.A < 0.1))
        {
            look.Gone ??= style.Because("mask-image");
        }

        if (style["transform"] is { } transform)
        {
            Move(look, style, "transform", CssShapes.Transform(transform, of));
        }

        if (style["scale"] is { } scale)
        {
            Move(look, style, "scale", CssShapes.Transform($"scale({scale})", of));
        }

        if (style["translate"] is { } translate)
        {
            Move(look, style, "translate", CssShapes.Transform($"translate({translate})", of));
        }

        if (style["rotate"] is ['x' or 'y', ' ', ..] and var rotate)
        {
            Move(look, style, "rotate", CssShapes.Transform($"rotate{rotate[0]}({rotate[2..].Trim()})", of));
        }

        look.IsAnimated |= StaysAnimated(style);

        // Zero is "as it is" in the browsers that know the property.
        if (CssLength.Number(style["zoom"]) is > 0 and var zoom)
        {
            Move(look, style, "zoom", (zoom, 0, 0));
        }
    }

    // One that ends leaves the element as it was; these keep what the frames say.
    private static bool StaysAnimated(Style style) =>
        (style["animation"] ?? style["animation-name"]) is { } animation and not ("none" or "initial")
        && CssScan.Words($"{animation} {style["animation-fill-mode"]} {style["animation-iteration-count"]} {style["animation-play-state"]}")
            .Exists(word => word is "forwards" or "both" or "infinite" or "paused");

    private static void Fade(Look look, Style style, string property, double shown)
    {
        look.Opacity *= Math.Clamp(shown, 0, 1);
        look.OpacityCause = shown < 0.9 ? style.Because(property) : look.OpacityCause;
    }

    private static void Filter(Look look, Style style, string filter, LengthBase of)
    {
        foreach (var (name, arguments) in CssShapes.Functions(filter))
        {
            switch (name)
            {
                case "opacity" when arguments is [var part, ..] && CssLength.Number(part) is { } shown:
                    Fade(look, style, "filter", shown);
                    break;
                // Internet Explorer's, which Outlook's older engines keep.
                case "alpha" or "progid:dximagetransform.microsoft.alpha" when arguments.Find(word => word.StartsWith("opacity", StringComparison.Ordinal)) is { } old:
                    Fade(look, style, "filter", (CssLength.Number(old[(old.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim()) ?? 100) / 100);
                    break;
                case "blur" when arguments is [var radius, ..] && CssLength.Px(radius, of) >= MostBlur:
                    look.Gone ??= style.Because("filter");
                    break;
            }
        }
    }

    private static void Move(Look look, Style style, string property, (double Scale, double X, double Y) by)
    {
        look.Scale *= by.Scale;
        look.ScaleCause = by.Scale < 1 ? style.Because(property) : look.ScaleCause;
        (look.ShiftX, look.ShiftY) = (look.ShiftX + by.X, look.ShiftY + by.Y);
        look.ShiftCause = Math.Abs(by.X) > 100 || Math.Abs(by.Y) > 100 ? style.Because(property) : look.ShiftCause;
        if (look.Scale < Smallest)
        {
            look.Gone ??= look.ScaleCause;
        }
    }
}
