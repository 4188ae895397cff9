using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Moderation.Rules.Links;

/// <summary>Where a refresh leads, of a meta element or of the header of that name (WHATWG HTML §4.2.5.3).</summary>
/// <param name="Seconds">After how long, in whole seconds.</param>
/// <param name="Address">As written; may be relative.</param>
public sealed partial record RefreshTarget(int Seconds, string Address)
{
    [GeneratedRegex("""^(?<delay>[\s\d.]*)[;,]?\s*(?:url\s*=\s*)?["']?(?<address>[^"']*)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern { get; }

    /// <returns>Null when the page only loads itself anew.</returns>
    public static RefreshTarget? Read(string content)
    {
        var match = Pattern.Match(content);
        var address = match.Groups["address"].Value.Trim();
        var whole = match.Groups["delay"].Value.Split('.')[0].Trim();
        var seconds = whole.Length == 0 ? 0 : int.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : int.MaxValue;
        return address.Length > 0 ? new RefreshTarget(seconds, address) : null;
    }

    /// <returns>Null unless the element is a refresh that leads elsewhere.</returns>
    public static RefreshTarget? Of(IElement element) =>
        element.LocalName == "meta" && "refresh".Equals(element.GetAttribute("http-equiv")?.Trim(), StringComparison.OrdinalIgnoreCase)
            ? Read(element.GetAttribute("content") ?? "")
            : null;
}
