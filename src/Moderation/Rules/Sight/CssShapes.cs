namespace Moderation.Rules.Sight;

/// <summary>Functions with arguments: clips, transforms, filters.</summary>
internal static class CssShapes
{
    // px, and hundredths of the box where the shape is in per cent.
    private const double Nothing = 2;

    /// <summary>The functions of a value with their arguments: <c>scale(0) translate(1px, 2px)</c>.</summary>
    public static IEnumerable<(string Name, List<string> Arguments)> Functions(string value)
    {
        for (var from = 0; from < value.Length;)
        {
            var open = value.IndexOf('(', from);
            if (open < 0)
            {
                yield break;
            }

            var close = CssScan.Find(value, open + 1, ")");
            var arguments = CssScan.Words(value[(open + 1)..close]);
            arguments.RemoveAll(word => word is "," or "/");
            yield return (value[from..open].Trim(' ', ','), arguments);
            from = close + 1;
        }
    }

    /// <summary>clip: rect(…), which counts for absolutely placed boxes.</summary>
    public static bool IsEmptyRect(string clip, LengthBase of)
    {
        foreach (var (name, arguments) in Functions(clip))
        {
            var edges = arguments.ConvertAll(edge => CssLength.Px(edge, of));
            return name == "rect" && edges is [var top, var right, var bottom, var left] && (bottom - top <= Nothing || right - left <= Nothing);
        }

        return false;
    }

    public static bool IsEmptyPath(string path, LengthBase of)
    {
        foreach (var (name, arguments) in Functions(path))
        {
            var at = arguments.IndexOf("at");
            var numbers = (at < 0 ? arguments : arguments.GetRange(0, at)).TakeWhile(word => word != "round").Select(word => CssLength.Px(word, of)).ToList();
            switch (name)
            {
                case "inset" when numbers.Count > 0:
                    var (top, right, bottom, left) = (numbers[0], numbers[Math.Min(1, numbers.Count - 1)], numbers[numbers.Count > 2 ? 2 : 0], numbers[numbers.Count > 3 ? 3 : numbers.Count > 1 ? 1 : 0]);
                    return top + bottom >= Whole(arguments) || left + right >= Whole(arguments);
                case "circle":
                    return numbers is [<= Nothing, ..];
                case "ellipse":
                    return numbers.Exists(radius => radius <= Nothing);
                case "rect" or "xywh":
                    return IsEmptyRect(path, of) || (name == "xywh" && numbers is [_, _, var width, var height] && (width <= Nothing || height <= Nothing));
                case "polygon":
                    var corners = numbers.Where(number => number is not null).Select(number => number!.Value).ToList();
                    var (xs, ys) = (corners.Where((_, i) => i % 2 == 0).ToList(), corners.Where((_, i) => i % 2 == 1).ToList());
                    return ys.Count > 0 && (xs.Max() - xs.Min() <= Nothing || ys.Max() - ys.Min() <= Nothing);
            }
        }

        return false;
    }

    // Hundredths of the box; px only when they are more than any line of text has.
    private static double Whole(List<string> arguments) => arguments.Exists(word => word.EndsWith('%')) ? 98 : 500;

    /// <summary>What a transform comes to.</summary>
    public static (double Scale, double X, double Y) Transform(string transform, LengthBase of)
    {
        var (scale, x, y) = (1.0, 0.0, 0.0);
        foreach (var (name, arguments) in Functions(transform))
        {
            var numbers = arguments.ConvertAll(CssLength.Number);
            double Length(int i) => i < arguments.Count ? CssLength.Px(arguments[i], of) ?? 0 : 0;
            switch (name)
            {
                case "scale" or "scalex" or "scaley" or "scale3d":
                    scale *= numbers.Take(2).Min(number => Math.Abs(number ?? 1));
                    break;
                case "matrix" when numbers is [{ } a, { } b, { } c, { } d, ..]:
                    scale *= Math.Min(Math.Sqrt((a * a) + (b * b)), Math.Sqrt((c * c) + (d * d)));
                    (x, y) = (x + Length(4), y + Length(5));
                    break;
                case "translate" or "translate3d":
                    (x, y) = (x + Length(0), y + Length(1));
                    break;
                case "translatex":
                    x += Length(0);
                    break;
                case "translatey":
                    y += Length(0);
                    break;
                case "rotatex" or "rotatey" when arguments is [var angle, ..]:
                    scale *= Math.Abs(Math.Cos(Radians(angle)));
                    break;
            }
        }

        return (scale, x, y);
    }

    private static double Radians(string angle)
    {
        foreach (var (unit, factor) in (ReadOnlySpan<(string, double)>)[("deg", Math.PI / 180), ("grad", Math.PI / 200), ("rad", 1), ("turn", 2 * Math.PI)])
        {
            if (angle.EndsWith(unit, StringComparison.Ordinal))
            {
                return (CssLength.Number(angle[..^unit.Length]) ?? 0) * factor;
            }
        }

        return 0;
    }
}
