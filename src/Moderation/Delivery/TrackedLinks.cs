using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Links;

namespace Moderation.Delivery;

/// <summary>
/// Which links of approved content are rewritten, and how: the same content always gives the same mail. Left as they are: links
/// whose words name a site (a mail program would call them deceptive), whatever is no http address, addresses with a merge value
/// (ours stand for opt-out, preferences and browser; data about the reader is in no stored target), and what stands in comments.
/// </summary>
public static partial class TrackedLinks
{
    private const int LongestTarget = 4_000;
    private const int LongestWords = 200;
    private const string AfterPixel = "\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block;width:1px;height:1px;border:0\">";
    private const string AfterTrap = "\" rel=\"nofollow\" aria-hidden=\"true\" tabindex=\"-1\" style=\"display:none;mso-hide:all\"></a>";

    /// <summary>The different targets in the order of the mail, HTML first: the first one has number 1.</summary>
    /// <param name="html">With its preheader; null when the mail has none.</param>
    /// <param name="text">The text part.</param>
    public static IReadOnlyList<string> Targets(string? html, string? text) =>
        [.. InHtml(html ?? "").Concat(InText(text ?? "")).Select(link => link.Target).Distinct(StringComparer.Ordinal)];

    /// <summary>The HTML with tracked addresses.</summary>
    /// <param name="html">As <see cref="Targets"/> read it.</param>
    /// <param name="numbers">Of the stored targets; empty when clicks are not tracked. A target that is not among them stays a link.</param>
    /// <param name="opens">Whether the picture that tells of an opening is added.</param>
    public static Template Html(string html, IReadOnlyDictionary<string, int> numbers, bool opens)
    {
        html = Lines(html);
        var edits = numbers.Count == 0 ? [] : Edits(InHtml(html), numbers);
        var end = BodyEnd(html, edits);
        List<TemplatePiece> last = [];
        if (edits.Count > 0)
        {
            last.AddRange([new Literal("<a href=\""), new TrackedAddress(TrackedAddress.Trap), new Literal(AfterTrap)]);
        }

        if (opens)
        {
            last.AddRange([new Literal("<img src=\""), new TrackedAddress(TrackedAddress.Pixel), new Literal(AfterPixel)]);
        }

        // What stands behind the body's end is in comments at most.
        return Template.Parse(html, [.. edits.Append(new TemplateEdit(end, 0, last)).OrderBy(edit => edit.At)]);
    }

    /// <summary>The text part with tracked addresses.</summary>
    public static Template Text(string text, IReadOnlyDictionary<string, int> numbers)
    {
        text = Lines(text);
        return numbers.Count == 0 ? Template.Parse(text) : Template.Parse(text, Edits(InText(text), numbers));
    }

    private static List<TemplateEdit> Edits(IEnumerable<Found> links, IReadOnlyDictionary<string, int> numbers) =>
        [.. links.Where(link => numbers.ContainsKey(link.Target)).Select(link => new TemplateEdit(link.At, link.Length, [new TrackedAddress(numbers[link.Target])]))];

    private static IEnumerable<Found> InHtml(string html)
    {
        if (html.Length == 0 || ParsedHtml.Parse(html) is not { Document: not null } parsed)
        {
            return [];
        }

        return parsed.Elements
            .Where(element => element.LocalName is "a" or "area")
            .Select(element => InTag(parsed, element))
            .OfType<Found>()
            .DistinctBy(link => link.At)
            .OrderBy(link => link.At);
    }

    private static Found? InTag(ParsedHtml html, IElement element)
    {
        if (element.GetAttribute("href") is not { } address || Target(MailLinks.Clean(address)) is not { } target
            || html.PlaceOf(element) is not { } place || html.Tag(element) is not { } tag || TagSource.ValueOf(tag, "href") is not { Length: > 0 } value
            || NamesSite(Words.Of(element, LongestWords), target))
        {
            return null;
        }

        return new Found(place.Position - 1 + value.At, value.Length, target);
    }

    private static bool NamesSite(string words, string target)
    {
        var host = new Uri(target).Host;
        return words.Contains(host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host, StringComparison.OrdinalIgnoreCase) || ShownSites.In(words).Count > 0;
    }

    private static IEnumerable<Found> InText(string text)
    {
        foreach (Match match in WebAddress().Matches(Lines(text)))
        {
            var address = MailLinks.WithoutPunctuation(match.Value);
            if (Target(address) is { } target)
            {
                yield return new Found(match.Index, address.Length, target);
            }
        }
    }

    /// <returns>What a Location field can say; null for what is not rewritten.</returns>
    private static string? Target(string address)
    {
        if (address.Contains("{{", StringComparison.Ordinal) || address.Contains("{%", StringComparison.Ordinal)
            || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.UserInfo.Length > 0 || uri.Host.Length == 0)
        {
            return null;
        }

        // Only what no browser would read otherwise stays as it was written: signed addresses must not change.
        var plain = address.All(c => c is > ' ' and < '\x7f' and not ('\\' or '"' or '<' or '>')) && (address.StartsWith("https://", StringComparison.Ordinal) || address.StartsWith("http://", StringComparison.Ordinal));
        var target = plain ? address : $"{uri.Scheme}://{uri.IdnHost}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}{uri.PathAndQuery}{uri.Fragment}";
        return target.Length <= LongestTarget && target.All(c => c is > ' ' and < '\x7f') ? target : null;
    }

    private static int BodyEnd(string html, List<TemplateEdit> edits)
    {
        var end = html.LastIndexOf("</body", StringComparison.OrdinalIgnoreCase);
        return end < 0 || html.AsSpan(end).Contains("-->", StringComparison.Ordinal) || (edits.Count > 0 && end < edits[^1].At + edits[^1].Length) ? html.Length : end;
    }

    private static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    [GeneratedRegex("""\bhttps?://[^\s<>"]+""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex WebAddress();

    private sealed record Found(int At, int Length, string Target);
}
