using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

/// <summary>Elements whose content readers do not get to see, whatever the styles say.</summary>
internal static class Markup
{
    public static Cause? Hides(IElement element)
    {
        if (element.ParentElement is { LocalName: "details" } details && !details.HasAttribute("open") && element.LocalName != "summary")
        {
            return Closed(details);
        }

        return IsFallback(element.LocalName) ? new Cause("markup", $"inside <{element.LocalName}>", "the HTML itself", element) : null;
    }

    public static Cause? Closed(IElement details) => new("details", "closed", "the HTML itself, without the attribute open", details);

    // Shown only where the element itself is not, which is nowhere or in old programs. Most mail programs drop SVG.
    private static bool IsFallback(string name) =>
        name is "noscript" or "object" or "video" or "audio" or "canvas" or "iframe" or "svg" or "math" or "select" or "datalist" or "textarea" or "applet" or "noframes" or "noembed" or "progress" or "meter";
}
