namespace Moderation.Rules.Sight;

internal static class FontSizes
{
    public const double Medium = 16;

    /// <summary>CSS Fonts 4 §2.5, in px.</summary>
    /// <param name="word">In lower case.</param>
    /// <param name="parent">px of the parent's size.</param>
    public static double? Keyword(string word, double parent) => word switch
    {
        "xx-small" => 9,
        "x-small" => 10,
        "small" => 13,
        "medium" or "initial" => Medium,
        "large" => 18,
        "x-large" => 24,
        "xx-large" => 32,
        "xxx-large" => 48,
        "smaller" => parent / 1.2,
        "larger" => parent * 1.2,
        _ => null,
    };

    /// <summary>The size attribute of a font element, HTML §15.3.4.</summary>
    public static string? Attribute(string size)
    {
        size = size.Trim();
        if (!int.TryParse(size, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        number = size[0] is '+' or '-' ? 3 + number : number;
        return Math.Clamp(number, 1, 7) switch { 1 => "10px", 2 => "13px", 3 => "16px", 4 => "18px", 5 => "24px", 6 => "32px", _ => "48px" };
    }
}
