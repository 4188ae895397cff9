using System.Buffers;
using System.Globalization;
using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

/// <summary>What attributes and the mail program's own style sheet say of an element: below all that a mail's styles say (HTML §15).</summary>
internal static class PresentationalHints
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private const string Default = "the mail program's own style";

    public static void Put(IElement element, Style style)
    {
        var name = element.LocalName;
        Defaults(element, name, style);
        if (element.Attributes.Length == 0)
        {
            return;
        }

        if (element.HasAttribute("hidden"))
        {
            style.Set("display", "none", "attribute hidden", false);
        }

        if (name is "body" or "table" or "tr" or "td" or "th" or "thead" or "tbody" or "tfoot" or "marquee")
        {
            if (element.GetAttribute("bgcolor") is { Length: > 0 } paper)
            {
                style.Set("background-color", Colour.Attribute(paper), "attribute bgcolor", false);
            }

            if (element.GetAttribute("background") is { Length: > 0 })
            {
                style.Set("background-image", "url()", "attribute background", false);
            }
        }

        if (name is "table" or "td" or "th" or "tr" or "img" or "input" or "iframe" or "object" or "video" or "hr" or "col")
        {
            Size(element, "width", style);
            Size(element, "height", style);
        }

        if (name == "font")
        {
            if (element.GetAttribute("color") is { Length: > 0 } ink)
            {
                style.Set("color", Colour.Attribute(ink), "attribute color", false);
            }

            if (element.GetAttribute("size") is { } size && FontSizes.Attribute(size) is { } px)
            {
                style.Set("font-size", px, "attribute size", false);
            }
        }
        else if (name == "body" && element.GetAttribute("text") is { Length: > 0 } text)
        {
            style.Set("color", Colour.Attribute(text), "attribute text", false);
        }
    }

    private static void Defaults(IElement element, string name, Style style)
    {
        switch (name)
        {
            case "a" or "area" when element.HasAttribute("href"):
                var link = element.Owner?.Body?.GetAttribute("link");
                style.Set("color", link is null ? "#0000ee" : Colour.Attribute(link), link is null ? Default : "attribute link of the body", false);
                break;
            case "small" or "big" or "sub" or "sup":
                style.Set("font-size", name == "big" ? "larger" : "smaller", Default, false);
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                style.Set("font-size", name switch { "h1" => "2em", "h2" => "1.5em", "h3" => "1.17em", "h4" => "1em", "h5" => "0.83em", _ => "0.67em" }, Default, false);
                break;
            case "dialog" when !element.HasAttribute("open"):
            case "datalist" or "rp" or "head" or "title" or "style" or "script" or "template" or "param" or "optgroup" or "option":
                style.Set("display", "none", Default, false);
                break;
        }
    }

    // Zero is "no dimension" for tables and cells, and a size for pictures.
    private static void Size(IElement element, string attribute, Style style)
    {
        var text = element.GetAttribute(attribute)?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        var digits = text.AsSpan(0, text.AsSpan().IndexOfAnyExcept(Digits) is >= 0 and var end ? end : text.Length);
        if (double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && (number > 0 || element.LocalName is "img" or "input" or "table" or "td" or "tr"))
        {
            style.Set(attribute, $"{digits}{(text.EndsWith('%') ? "%" : "px")}", $"attribute {attribute}", false);
        }
    }
}
