namespace Moderation.Rules.Sight;

/// <summary>Size, cutting off, and where the box stands.</summary>
internal static class LookOfBox
{
    private const double TinyHeight = 4;
    private const double TinyWidth = 8;

    public static void Read(Look look, Style style, Display display, View view)
    {
        Paper(look, style);
        Shift(look, style, view);
        Area(look, style, display, view);
        Clip(look, style, view);
    }

    private static void Paper(Look look, Style style)
    {
        if (style["background-color"] is { } colour and not ("initial" or "none"))
        {
            var paint = colour == "currentcolor" ? look.Ink : Colour.Read(colour);
            look.Paper = paint is { A: >= 0.999 } || paint is null ? paint : look.Paper is { } below ? paint.Value.Over(below) : null;
            look.PaperCause = paint is { A: < 0.01 } ? look.PaperCause : style.Because("background-color");
            look.HasPaintedAround |= paint is { A: > 0.5 } && style.Element.LocalName is not ("body" or "html");
        }

        if (style["background-image"] is { } image && image is not ("none" or "initial"))
        {
            look.Paper = null;
        }

        if (style["background-clip"] is { } clip)
        {
            look.IsInkedByPaper = clip == "text";
        }
    }

    private static void Area(Look look, Style style, Display display, View view)
    {
        var of = new LengthBase(look.FontSize, look.Width, view);
        double? Length(string property) => style[property] is { } value ? CssLength.Px(value, of) : null;
        // A part of a height that nobody knows is nothing only when it is no part at all.
        double? Height(string property) => style[property] is { } value && (!value.EndsWith('%') || CssLength.Number(value) == 0) ? CssLength.Px(value, of) : null;

        if (!display.IsBlock)
        {
            return;
        }

        var isCut = Cuts(style["overflow-x"]) || Cuts(style["overflow-y"]);
        var (height, heightBy) = Smaller(Height("height"), "height", Height("max-height"), "max-height");
        var (width, widthBy) = Smaller(Length("width"), "width", Length("max-width"), "max-width");
        height = height is { } h && Height("min-height") is { } least && least > h ? least : height;
        width = width is { } w && Length("min-width") is { } narrow && narrow > w ? narrow : width;

        if (isCut)
        {
            // Padding is inside of what is shown: "height: 0; padding-bottom: 50%" is a box with a shape.
            var isTiny = display.IsTablePart && heightBy == "height" ? height == 0 : height + (Length("padding-bottom") ?? 0) <= TinyHeight;
            if (isTiny)
            {
                look.Gone ??= style.Because(heightBy);
            }
            else if (!display.IsTablePart && width + (Length("padding-right") ?? 0) <= TinyWidth)
            {
                look.Gone ??= style.Because(widthBy);
            }

            look.IsCut = true;
            if (height + (Length("padding-bottom") ?? 0) is { } shown && !display.IsTablePart && look.ShiftY + shown < look.CutBelow)
            {
                look.CutBelow = look.ShiftY + shown;
                look.CutCause = style.Because(heightBy);
                look.CutsPlaced = style["position"] is not (null or "static");
            }
        }

        look.IsCutToLines = isCut && height is null && !((Length("padding-top") ?? 0) + (Length("padding-bottom") ?? 0) >= 8);
        if (width is > 0)
        {
            look.Width = Math.Min(width.Value, 2_000);
        }
    }

    private static (double? Value, string By) Smaller(double? size, string sizeBy, double? most, string mostBy) =>
        most is not null && (size is null || most < size) ? (most, mostBy) : (size, sizeBy);

    private static bool Cuts(string? overflow) => overflow is "hidden" or "clip" or "auto" or "scroll";

    private static void Shift(Look look, Style style, View view)
    {
        var of = new LengthBase(look.FontSize, look.Width, view);
        double Length(string property) => style[property] is { } value ? CssLength.Px(value, of) ?? 0 : 0;

        var position = style["position"];
        var isPlaced = position is "absolute" or "fixed";
        var isMoved = isPlaced || position is "relative" or "sticky" or "-webkit-sticky";
        // Padding that makes good a margin moves nothing: "margin: 0 -9999px; padding: 0 9999px".
        var x = Length("margin-left") + Length("padding-left");
        var y = Length("margin-top") + Length("padding-top");
        var byX = "margin-left";
        var byY = "margin-top";
        if (isMoved)
        {
            (x, byX) = Moved(x, byX, Length("left"), "left");
            (y, byY) = Moved(y, byY, Length("top"), "top");
            (x, byX) = style["left"] is null or "auto" ? Moved(x, byX, -Length("right"), "right") : (x, byX);
            (y, byY) = style["top"] is null or "auto" ? Moved(y, byY, -Length("bottom"), "bottom") : (y, byY);
        }

        var isOfPage = isPlaced && (position == "fixed" || !look.IsPositioned);
        (look.ShiftX, look.ShiftY) = isOfPage ? (x, y) : (look.ShiftX + x, look.ShiftY + y);
        // What is placed is cut only by the box that it is placed in, and by those around that one.
        if (isPlaced && !look.CutsPlaced)
        {
            look.CutBelow = double.PositiveInfinity;
        }

        look.CutsPlaced |= isMoved;

        if (Math.Abs(x) > 100 || Math.Abs(y) > 100)
        {
            look.ShiftCause = style.Because(Math.Abs(x) >= Math.Abs(y) ? byX : byY);
        }

        if (isOfPage && (x <= -200 && style["left"] is not null || y <= -100 && style["top"] is not null))
        {
            look.Gone ??= look.ShiftCause;
        }

        if (isMoved && CssLength.Number(style["z-index"]) is < 0 && look.HasPaintedAround)
        {
            look.Gone ??= style.Because("z-index");
        }

        look.IsPositioned |= isMoved;
    }

    private static (double Value, string By) Moved(double value, string by, double more, string moreBy) =>
        (value + more, Math.Abs(more) > Math.Abs(value) ? moreBy : by);

    private static void Clip(Look look, Style style, View view)
    {
        var of = new LengthBase(look.FontSize, 100, view);
        if (style["clip"] is { } clip && style["position"] is "absolute" or "fixed" && CssShapes.IsEmptyRect(clip, of))
        {
            look.Gone ??= style.Because("clip");
        }

        if (style["clip-path"] is { } path && CssShapes.IsEmptyPath(path, of))
        {
            look.Gone ??= style.Because("clip-path");
        }
    }
}
