using System.Buffers;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

/// <summary>Style sheets that stand on a server: what they say is not known, and may be another thing tomorrow. Some mail programs load them.</summary>
internal static class ForeignSheets
{
    private static readonly Regex Import = new("""@import\s*(?:url\(\s*)?["']?(?<address>[^"'\s;)]+)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    // string.Contains without regard to case reads one letter at a time.
    private static readonly SearchValues<string> AnyImport = SearchValues.Create(["@import"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Services that hand out fonts and nothing else.</summary>
    private static readonly string[] FontHosts = ["fonts.googleapis.com", "fonts.bunny.net", "use.typekit.net", "fast.fonts.net", "fonts.cdnfonts.com", "cloud.typography.com", "use.fontawesome.com"];

    /// <summary>The address of the first that is more than fonts; null when there is none.</summary>
    public static string? First(ParsedHtml html)
    {
        foreach (var link in html.Named("link"))
        {
            if (link.GetAttribute("rel")?.Contains("stylesheet", StringComparison.OrdinalIgnoreCase) == true && link.GetAttribute("href")?.Trim() is { } address && IsForeign(address))
            {
                return address;
            }
        }

        foreach (var style in html.Named("style"))
        {
            var css = StyleSheets.TextOf(style);
            if (css.AsSpan().ContainsAny(AnyImport) && Import.Matches(CssScan.WithoutComments(css)).Select(match => match.Groups["address"].Value).FirstOrDefault(IsForeign) is { } imported)
            {
                return imported;
            }
        }

        return null;
    }

    private static bool IsForeign(string address) => IsLoaded(address) && !IsOfFonts(address);

    // A mail has no address of its own: what is relative leads nowhere.
    private static bool IsLoaded(string address) =>
        address.StartsWith("http", StringComparison.OrdinalIgnoreCase) || address.StartsWith("//", StringComparison.Ordinal) || address.StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    private static bool IsOfFonts(string address) =>
        Uri.TryCreate(address.StartsWith("//", StringComparison.Ordinal) ? "https:" + address : address, UriKind.Absolute, out var uri) && FontHosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase);
}
