using System.Globalization;

namespace Moderation.Rules.Sight;

/// <summary>Judges whether a look can be seen.</summary>
internal static class Visibility
{
    /// <summary>px below which text cannot be read.</summary>
    public const double SmallestText = 6;

    // Text that is as good as its background: pale grey footers (#ccc on white is 1.6) are above.
    private const double LeastContrast = 1.25;
    private const double LeastDifference = 64;
    private const double LeastOpacity = 0.1;

    private const double OffLeft = -400;
    private const double OffRight = 2_000;
    private const double OffTop = -1_000;
    private const double OffBottom = 9_000;
    private const double IndentedAway = -300;

    /// <summary>Why a box is not seen: a picture, or what text stands in.</summary>
    public static Cause? OfBox(Look look, View view) =>
        look.Gone ?? look.Unseen ?? look.Unpressable
        ?? (look.Opacity < LeastOpacity ? look.OpacityCause : null)
        ?? (look.ShiftX <= OffLeft || look.ShiftX >= OffRight || look.ShiftY <= OffTop || look.ShiftY >= OffBottom ? look.ShiftCause : null)
        ?? (look.IsCut && look.ShiftX >= Math.Min(view.Width, look.Width) && look.ShiftX >= 200 ? look.ShiftCause : null)
        ?? (look.ShiftY >= look.CutBelow ? look.CutCause : null);

    public static Cause? OfText(Look look, View view) => OfBox(look, view) ?? Size(look) ?? Indent(look) ?? Lines(look) ?? Contrast(look);

    private static Cause? Size(Look look)
    {
        if (look.FontSize < SmallestText)
        {
            return look.FontCause;
        }

        return look.FontSize * look.Scale < SmallestText ? look.ScaleCause
            : look.LetterSpacing <= -look.FontSize / 2 ? look.LetterCause
            : null;
    }

    private static Cause? Indent(Look look) =>
        look.Indent <= IndentedAway || look.Indent >= OffRight || (look.IsCut && look.Indent >= look.Width) ? look.IndentCause : null;

    private static Cause? Lines(Look look) =>
        look.IsCutToLines && (look.LineFactor * look.FontSize ?? look.LineHeight) is <= 2 ? look.LineCause : null;

    private static Cause? Contrast(Look look)
    {
        if (look.Ink is null && look.InkCause is { Value: { } unread } && Colour.IsFunction(unread))
        {
            throw new BeyondSightException($"the colour {Excerpt.Of(unread)} of its words is written in a way that is not read here");
        }

        if (look.Ink is not { } ink || look.IsInkedByPaper)
        {
            return null;
        }

        if (look.Paper is not { } paper)
        {
            return ink.A < LeastOpacity && look.Shadow is null ? look.InkCause : null;
        }

        if (look.Shadow is { } shadow && !IsLost(shadow.Over(paper), paper))
        {
            return null;
        }

        var seen = (ink with { A = ink.A * look.Opacity }).Over(paper);
        if (!IsLost(seen, paper))
        {
            return null;
        }

        if (look.OpacityCause is { } faint && !IsLost(ink.Over(paper), paper))
        {
            return faint;
        }

        var cause = look.InkCause ?? look.PaperCause;
        var contrast = Colour.Contrast(seen, paper).ToString("0.00", CultureInfo.InvariantCulture);
        return cause is null ? null : cause with { Value = $"{look.InkCause?.Value ?? "black"} on {look.PaperCause?.Value ?? "white"}, contrast {contrast}" };
    }

    private static bool IsLost(Colour ink, Colour paper) => Colour.Contrast(ink, paper) < LeastContrast && Colour.Difference(ink, paper) <= LeastDifference;
}
