using System.Globalization;

namespace Moderation.Rules.Sight;

/// <summary>Red, green and blue from 0 to 255, opacity from 0 to 1.</summary>
internal readonly record struct Colour(double R, double G, double B, double A)
{
    public static readonly Colour White = new(255, 255, 255, 1);
    public static readonly Colour Black = new(0, 0, 0, 1);

    public Colour Over(Colour below) =>
        new((R * A) + (below.R * (1 - A)), (G * A) + (below.G * (1 - A)), (B * A) + (below.B * (1 - A)), 1);

    /// <summary>From 1, the same, to 21, black on white (WCAG 2.2, "contrast ratio").</summary>
    public static double Contrast(Colour a, Colour b)
    {
        var (x, y) = (a.Luminance, b.Luminance);
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    /// <summary>The largest difference of red, green or blue.</summary>
    public static double Difference(Colour a, Colour b) => Math.Max(Math.Abs(a.R - b.R), Math.Max(Math.Abs(a.G - b.G), Math.Abs(a.B - b.B)));

    private double Luminance => (0.2126 * Linear(R)) + (0.7152 * Linear(G)) + (0.0722 * Linear(B));

    /// <summary>A colour of CSS Color 4 in lower case. Null for what is none, or is one that is not known here.</summary>
    public static Colour? Read(string text)
    {
        if (text is ['#', ..])
        {
            return Hex(text.AsSpan(1));
        }

        var open = text.IndexOf('(', StringComparison.Ordinal);
        return open > 0 ? Function(text[..open], text[(open + 1)..].TrimEnd(')')) : ColourNames.Of(text);
    }

    /// <summary>As old attributes have it: also without the #.</summary>
    public static string Attribute(string text)
    {
        text = text.Trim().ToLowerInvariant();
        return text.Length is 3 or 6 && ColourNames.Of(text) is null && text.All(char.IsAsciiHexDigit) ? "#" + text : text;
    }

    /// <summary>Whether the text is a function that makes a colour, known here or not.</summary>
    public static bool IsFunction(string text) => text.Contains('(', StringComparison.Ordinal)
        && (text.StartsWith("rgb", StringComparison.Ordinal) || text.StartsWith("hsl", StringComparison.Ordinal) || text.StartsWith("hwb(", StringComparison.Ordinal)
            || text.StartsWith("color", StringComparison.Ordinal) || text.StartsWith("lab(", StringComparison.Ordinal) || text.StartsWith("lch(", StringComparison.Ordinal)
            || text.StartsWith("okl", StringComparison.Ordinal) || text.StartsWith("light-dark(", StringComparison.Ordinal));

    private static double Linear(double channel)
    {
        channel /= 255;
        return channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4);
    }

    private static Colour? Hex(ReadOnlySpan<char> digits)
    {
        if (digits.Length is not (3 or 4 or 6 or 8) || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        double Nibble(int i) => (value >> (4 * i) & 15) * 17;
        double Byte(int i) => value >> (8 * i) & 255;
        return digits.Length switch
        {
            3 => new Colour(Nibble(2), Nibble(1), Nibble(0), 1),
            4 => new Colour(Nibble(3), Nibble(2), Nibble(1), Nibble(0) / 255),
            6 => new Colour(Byte(2), Byte(1), Byte(0), 1),
            _ => new Colour(Byte(3), Byte(2), Byte(1), Byte(0) / 255),
        };
    }

    private static Colour? Function(string name, string inside)
    {
        if (name == "light-dark")
        {
            return CssScan.Split(inside, ',') is [var light, ..] ? Read(light) : null;
        }

        var parts = inside.Split([',', ' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 3)
        {
            return null;
        }

        var alpha = parts.Length > 3 ? Math.Clamp(CssLength.Number(parts[3]) ?? 1, 0, 1) : 1;
        switch (name)
        {
            case "rgb" or "rgba":
                return Channel(parts[0]) is { } r && Channel(parts[1]) is { } g && Channel(parts[2]) is { } b ? new Colour(r, g, b, alpha) : null;
            case "hsl" or "hsla":
                return Degrees(parts[0]) is { } hue && CssLength.Number(parts[1]) is { } s && CssLength.Number(parts[2]) is { } l
                    ? Hsl(hue, parts[1].EndsWith('%') ? s : s / 100, parts[2].EndsWith('%') ? l : l / 100, alpha)
                    : null;
            default:
                return null;
        }
    }

    private static double? Channel(string text) =>
        text == "none" ? 0 : CssLength.Number(text) is { } number ? Math.Clamp(text.EndsWith('%') ? number * 255 : number, 0, 255) : null;

    private static double? Degrees(string text) =>
        text.EndsWith("deg", StringComparison.Ordinal) ? CssLength.Number(text[..^3])
        : text.EndsWith("turn", StringComparison.Ordinal) ? CssLength.Number(text[..^4]) * 360
        : CssLength.Number(text);

    // CSS Color 4 §7.1.
    private static Colour Hsl(double hue, double saturation, double lightness, double alpha)
    {
        double Of(double n)
        {
            var k = (n + (hue / 30)) % 12;
            k += k < 0 ? 12 : 0;
            return 255 * Math.Clamp(lightness - (saturation * Math.Min(lightness, 1 - lightness) * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1))), 0, 1);
        }

        return new Colour(Of(0), Of(8), Of(4), alpha);
    }
}
