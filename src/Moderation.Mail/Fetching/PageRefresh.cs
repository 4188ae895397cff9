using AngleSharp.Dom;
using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Mail.Fetching;

/// <summary>Finds the refresh by which a page sends its reader on.</summary>
internal static class PageRefresh
{
    /// <param name="page">The beginning of its text.</param>
    /// <param name="address">Where it was found.</param>
    /// <returns>The target and what it is relative to; null when the page stays, or is too contrived to be read.</returns>
    public static (RefreshTarget Target, Uri From)? In(string page, Uri address)
    {
        // Most pages have none and need not be parsed.
        if (!page.Contains("http-equiv", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var elements = ParsedHtml.Parse(page).Elements;
        var target = elements.Where(element => element.LocalName == "meta" && !IsForNoScript(element)).Select(RefreshTarget.Of).FirstOrDefault(found => found is not null);
        if (target is null)
        {
            return null;
        }

        var stated = elements.FirstOrDefault(element => element.LocalName == "base" && element.HasAttribute("href"))?.GetAttribute("href");
        return (target, stated is not null && WebAddress.Read(stated, address, out var from) is null ? from : address);
    }

    // Readers' browsers run scripts, and so do not read it.
    private static bool IsForNoScript(IElement element)
    {
        for (var at = element.ParentElement; at is not null; at = at.ParentElement)
        {
            if (at.LocalName is "noscript" or "template")
            {
                return true;
            }
        }

        return false;
    }
}
