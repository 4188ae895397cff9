namespace Moderation.Rules.Sight;

/// <summary>Media queries (Media Queries 4) as the two views answer them: a screen, in daylight, with motion, without print.</summary>
internal static class MediaQuery
{
    /// <summary>The views for which a list of queries holds, as flags.</summary>
    public static int Views(string queries) => View.All.Where(view => Holds(queries, view)).Aggregate(0, (flags, view) => flags | view.Bit);

    private static bool Holds(string queries, View view)
    {
        var list = CssScan.Split(queries.ToLowerInvariant(), ',');
        return list.Count == 0 || list.Exists(query => One(query, view));
    }

    private static bool One(string query, View view)
    {
        var words = query;
        var isNot = Takes(ref words, "not");
        _ = Takes(ref words, "only");
        // What is not understood does not hold, and neither does its opposite.
        return All(words, view) is { } holds && holds != isNot;
    }

    private static bool Takes(ref string words, string word)
    {
        var taken = words.StartsWith(word, StringComparison.Ordinal) && words.Length > word.Length && words[word.Length] is ' ' or '\n' or '\t' or '(';
        words = taken ? words[word.Length..].TrimStart() : words;
        return taken;
    }

    private static bool? All(string words, View view)
    {
        var any = false;
        var isOr = false;
        var pieces = CssScan.Split(words.Replace(")and", ") and", StringComparison.Ordinal).Replace('\n', ' ').Replace('\t', ' '), ' ');
        bool? result = null;
        foreach (var piece in pieces)
        {
            switch (piece)
            {
                case "and":
                    continue;
                case "or":
                    isOr = true;
                    continue;
            }

            var (name, bracket) = piece.IndexOf('(', StringComparison.Ordinal) is > 0 and var at ? (piece[..at], piece[at..]) : (piece, "");
            bool? holds = piece[0] == '(' ? Feature(piece, view) : name switch
            {
                "all" or "screen" => true,
                "and" => Feature(bracket, view),
                "not" => !Feature(bracket, view),
                "print" or "speech" or "tty" or "tv" or "projection" or "handheld" or "braille" or "embossed" or "aural" => false,
                _ => null,
            };
            if (holds is null)
            {
                return null;
            }

            any = true;
            result = isOr ? result == true || holds == true : result != false && holds == true;
        }

        return any ? result : true;
    }

    private static bool? Feature(string bracketed, View view)
    {
        var feature = bracketed.StartsWith('(') && bracketed.EndsWith(')') ? bracketed[1..^1].Trim() : bracketed;
        if (feature.StartsWith('(') || feature.StartsWith("not", StringComparison.Ordinal))
        {
            // A condition in brackets of its own.
            return feature.Length < bracketed.Length ? One(feature, view) : null;
        }

        var colon = feature.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (Range(feature, view) ?? Boolean(feature)) : Plain(feature[..colon].Trim(), feature[(colon + 1)..].Trim(), view);
    }

    private static bool? Boolean(string feature) => feature switch
    {
        "width" or "height" or "color" or "hover" or "any-hover" or "pointer" or "any-pointer" or "aspect-ratio" or "orientation" or "resolution" => true,
        "monochrome" or "grid" or "scripting" or "prefers-reduced-motion" or "inverted-colors" or "-ms-high-contrast" => false,
        "prefers-color-scheme" => true,
        _ => null,
    };

    private static bool? Plain(string name, string value, View view)
    {
        if (Value(name, view) is { } actual)
        {
            if (Number(value, view) is not { } wanted)
            {
                return null;
            }

            return name.Contains("min-", StringComparison.Ordinal) ? actual >= wanted
                : name.Contains("max-", StringComparison.Ordinal) ? actual <= wanted
                : Math.Abs(actual - wanted) < 0.5;
        }

        return name switch
        {
            "prefers-color-scheme" => value == "light",
            "prefers-reduced-motion" or "prefers-contrast" or "prefers-reduced-transparency" or "prefers-reduced-data" => value == "no-preference",
            "orientation" => value == "portrait",
            "hover" or "any-hover" => value == (view == View.Phone ? "none" : "hover"),
            "pointer" or "any-pointer" => value == (view == View.Phone ? "coarse" : "fine"),
            "scripting" => value == "none",
            "min-color" or "color-gamut" or "display-mode" or "update" => true,
            _ => null,
        };
    }

    // width <= 480px, 400px < width, 300px <= width <= 700px
    private static bool? Range(string feature, View view)
    {
        var at = feature.IndexOfAny(['<', '>', '=']);
        if (at < 0)
        {
            return null;
        }

        var pieces = feature.Split(['<', '>', '='], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var signs = feature.Where(c => c is '<' or '>').ToArray();
        bool? holds = true;
        for (var i = 0; i + 1 < pieces.Length && holds == true; i++)
        {
            var (left, right) = (Value(pieces[i], view) ?? Number(pieces[i], view), Value(pieces[i + 1], view) ?? Number(pieces[i + 1], view));
            holds = left is null || right is null ? null
                : i >= signs.Length ? Math.Abs(left.Value - right.Value) < 0.5
                : signs[i] == '<' ? left <= right : left >= right;
        }

        return pieces.Length > 1 ? holds : null;
    }

    private static double? Value(string name, View view) => name switch
    {
        "width" or "min-width" or "max-width" or "device-width" or "min-device-width" or "max-device-width" => view.Width,
        "height" or "min-height" or "max-height" or "device-height" or "min-device-height" or "max-device-height" => view.Height,
        "resolution" or "min-resolution" or "max-resolution" or "-webkit-device-pixel-ratio" or "-webkit-min-device-pixel-ratio" or "-webkit-max-device-pixel-ratio"
            or "min--moz-device-pixel-ratio" or "min-device-pixel-ratio" or "max-device-pixel-ratio" => 2,
        "aspect-ratio" or "min-aspect-ratio" or "max-aspect-ratio" => view.Width / view.Height,
        _ => null,
    };

    private static double? Number(string value, View view)
    {
        foreach (var (unit, factor) in (ReadOnlySpan<(string, double)>)[("dppx", 1), ("dpi", 1.0 / 96), ("x", 1)])
        {
            if (value.EndsWith(unit, StringComparison.Ordinal) && !value.EndsWith("px", StringComparison.Ordinal) | unit == "dppx")
            {
                return CssLength.Number(value[..^unit.Length]) * factor;
            }
        }

        return value.Split('/') is [var over, var under] ? CssLength.Number(over.Trim()) / CssLength.Number(under.Trim()) : CssLength.Px(value, new LengthBase(16, view.Width, view));
    }
}
