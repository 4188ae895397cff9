namespace Moderation.Rules.Sight;

/// <summary>What text takes over from the elements around it: size, colour, lines, visibility.</summary>
internal static class LookOfText
{
    public static void Read(Look look, Style style, View view)
    {
        FontSize(look, style, view);
        Ink(look, style);
        Lines(look, style, view);

        if (style["visibility"] is { } visibility)
        {
            look.Unseen = visibility is "hidden" or "collapse" ? style.Because("visibility") : null;
        }

        if (style["pointer-events"] is { } pressed)
        {
            look.Unpressable = pressed == "none" ? style.Because("pointer-events") : null;
        }
    }

    private static void FontSize(Look look, Style style, View view)
    {
        if (style["font-size"] is not { } size)
        {
            return;
        }

        if ((FontSizes.Keyword(size, look.FontSize) ?? CssLength.Px(size, new LengthBase(look.FontSize, look.FontSize, view))) is { } px and >= 0)
        {
            // What is relative to a tiny size is tiny because of that one.
            var isOfParent = look.FontSize < Visibility.SmallestText && px < Visibility.SmallestText && (size.EndsWith("em", StringComparison.Ordinal) && !size.EndsWith("rem", StringComparison.Ordinal) || size.EndsWith('%'));
            look.FontCause = isOfParent ? look.FontCause : style.Because("font-size");
            look.FontSize = px;
        }
    }

    private static void Ink(Look look, Style style)
    {
        foreach (var property in (ReadOnlySpan<string>)["color", "-webkit-text-fill-color"])
        {
            if (style[property] is { } colour and not "currentcolor")
            {
                look.Ink = colour == "initial" ? Colour.Black : Colour.Read(colour);
                look.InkCause = style.Because(property);
            }
        }

        if (style["text-shadow"] is { } shadow)
        {
            look.Shadow = shadow == "none" ? null : CssScan.Words(shadow).Select(Colour.Read).FirstOrDefault(colour => colour is not null);
        }
    }

    private static void Lines(Look look, Style style, View view)
    {
        var of = new LengthBase(look.FontSize, look.Width, view);
        if (style["line-height"] is { } line)
        {
            look.LineFactor = CssLength.Number(line);
            look.LineHeight = look.LineFactor is null ? CssLength.Px(line, of with { Hundred = look.FontSize }) : null;
            look.LineCause = style.Because("line-height");
        }

        if (style["text-indent"] is { } indent)
        {
            look.InheritedIndent = CssLength.Px(CssScan.Words(indent) is [var first, ..] ? first : "", of) ?? 0;
            look.IndentCause = style.Because("text-indent");
        }

        if (style["letter-spacing"] is { } spacing)
        {
            look.LetterSpacing = CssLength.Px(spacing, of) ?? 0;
            look.LetterCause = style.Because("letter-spacing");
        }
    }
}
