namespace Moderation.Rules.Sight;

/// <summary>Takes shorthands apart and leaves out what browsers would not accept.</summary>
internal static class Shorthands
{
    public static void Put(Style style, Declaration declaration, object from)
    {
        var value = declaration.Value;
        void Set(string property, string part) => style.Set(property, part, from, declaration.IsImportant);
        switch (declaration.Property)
        {
            case "all":
                style.Reset(value, from, declaration.IsImportant);
                break;
            case "background":
                Background(value, Set);
                break;
            case "font":
                Font(value, Set);
                break;
            case "margin" or "padding":
                var sides = CssScan.Words(value);
                foreach (var (side, at) in (ReadOnlySpan<(string, int)>)[("top", 0), ("right", 1), ("bottom", 2), ("left", 3)])
                {
                    Side(sides, at, $"{declaration.Property}-{side}", Set);
                }

                break;
            case "inset":
                var edges = CssScan.Words(value);
                foreach (var (side, at) in (ReadOnlySpan<(string, int)>)[("top", 0), ("right", 1), ("bottom", 2), ("left", 3)])
                {
                    Side(edges, at, side, Set);
                }

                break;
            case "overflow":
                var axes = CssScan.Words(value);
                Set("overflow-x", axes.Count > 0 ? axes[0] : value);
                Set("overflow-y", axes.Count > 0 ? axes[^1] : value);
                break;
            case "-webkit-background-clip":
                Set("background-clip", value);
                break;
            case "-webkit-animation" or "-webkit-clip-path" or "-webkit-filter" or "-webkit-transform" or "-webkit-mask-image":
                Set(declaration.Property["-webkit-".Length..], value);
                break;
            case "mask" or "-webkit-mask":
                Set("mask-image", value);
                break;
            default:
                if (IsPlausible(declaration.Property, value))
                {
                    Set(declaration.Property, value);
                }

                break;
        }
    }

    private static void Side(List<string> values, int at, string property, Action<string, string> set)
    {
        if (values.Count is > 0 and <= 4)
        {
            set(property, values[at < values.Count ? at : at == 3 && values.Count > 1 ? 1 : at == 2 ? 0 : Math.Min(at, values.Count - 1)]);
        }
    }

    private static void Background(string value, Action<string, string> set)
    {
        if (value is "inherit" or "unset" or "revert")
        {
            return;
        }

        var words = CssScan.Words(value);
        var colour = words.FindLast(word => IsColour(word) || word == "currentcolor");
        set("background-color", colour ?? "transparent");
        set("background-image", words.Find(IsImage) ?? "none");
        if (words.Contains("text"))
        {
            set("background-clip", "text");
        }
    }

    // font: [style weight] size[/line-height] family
    private static void Font(string value, Action<string, string> set)
    {
        var words = CssScan.Words(value);
        var size = words.FindIndex(word => IsFontSize(word) && !IsWeight(word));
        if (size < 0)
        {
            return;
        }

        set("font-size", words[size]);
        set("line-height", size + 2 < words.Count && words[size + 1] == "/" ? words[size + 2] : "normal");
    }

    private static bool IsWeight(string word) => word.Length == 3 && word.EndsWith("00", StringComparison.Ordinal);

    private static bool IsPlausible(string property, string value) => property switch
    {
        "color" or "background-color" or "-webkit-text-fill-color" => IsColour(value) || value is "inherit" or "initial" or "unset" or "revert" or "currentcolor",
        "font-size" => IsFontSize(value) || value is "inherit" or "initial" or "unset" or "revert",
        "display" => value.Length > 0 && value.All(c => char.IsAsciiLetter(c) || c is '-' or ' '),
        "visibility" => value is "visible" or "hidden" or "collapse" or "inherit" or "initial" or "unset" or "revert",
        "background-image" => value is "none" or "initial" or "inherit" or "unset" || IsImage(value),
        _ => value.Length > 0,
    };

    private static bool IsColour(string word) => Colour.Read(word) is not null || Colour.IsFunction(word);

    private static bool IsImage(string word) => word.Contains("url(", StringComparison.Ordinal) || word.Contains("gradient(", StringComparison.Ordinal) || word.Contains("image-set(", StringComparison.Ordinal);

    private static bool IsFontSize(string word) =>
        FontSizes.Keyword(word, 16) is not null || CssLength.Px(word, new LengthBase(16, 16, View.Phone)) is >= 0;
}
