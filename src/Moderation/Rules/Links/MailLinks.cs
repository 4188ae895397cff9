using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>
/// All links of a mail: of a and area elements, of VML and of what only Outlook reads in conditional comments,
/// of refreshes, and addresses in the text part.
/// </summary>
public static partial class MailLinks
{
    private const int MostWords = 160;
    private const int LongestScheme = 21;

    private static readonly char[] ControlsAndSpace = [.. Enumerable.Range(0, 33).Select(c => (char)c)];

    // Comments are the senders' to fill: only this engine reads any of them in linear time.
    private static readonly Regex OutlookLink = new(
        """<(?:a|area|v:[a-z]+)\s(?:[^>"']|"[^"]*"|'[^']*')*?\bhref\s*=\s*(?:"(?<address>[^"]*)"|'(?<address>[^']*)'|(?<address>[^\s>"']+))""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    [GeneratedRegex("""\b[a-z][a-z0-9+.-]{1,20}://[^\s<>"]+""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TextAddress { get; }

    [GeneratedRegex("""^[\s\d.]*[;,]?\s*(?:url\s*=\s*)?["']?(?<address>[^"']*)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Refresh { get; }

    /// <summary>In the order of the parts and within a part in that of the source, comments last.</summary>
    public static IEnumerable<MailLink> In(Submission submission)
    {
        var html = submission.Html is { } parsed ? InHtml(parsed) : [];
        return html.Concat(InText(submission.Content.Text ?? ""));
    }

    private static IEnumerable<MailLink> InHtml(ParsedHtml html)
    {
        foreach (var element in html.Elements)
        {
            var address = element.LocalName switch
            {
                "a" or "area" => element.GetAttribute("href") ?? element.GetAttribute("xlink:href"),
                "meta" when "refresh".Equals(element.GetAttribute("http-equiv")?.Trim(), StringComparison.OrdinalIgnoreCase) => RefreshTarget(element),
                ['v', ':', ..] => element.GetAttribute("href"),
                _ => null,
            };
            if (address is not null)
            {
                // More than one rule reads the words.
                var words = new Lazy<string>(() => Words.Of(element, MostWords), LazyThreadSafetyMode.None);
                yield return new MailLink(Clean(address), () => words.Value, () => html.At(element));
            }
        }

        foreach (var comment in html.Comments.Where(comment => comment.Data.TrimStart().StartsWith("[if", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (Match match in OutlookLink.Matches(comment.Data))
            {
                var address = Clean(WebUtility.HtmlDecode(match.Groups["address"].Value));
                yield return new MailLink(address, () => "", () => new Where(Part.Html, null, Line(comment, match.Index), Excerpt.Of(match.Value)));
            }
        }
    }

    private static IEnumerable<MailLink> InText(string text)
    {
        // The expression tries each word; what cannot be missed in an address is found a hundred times faster.
        var from = 0;
        for (int slashes; (slashes = text.IndexOf("://", from, StringComparison.Ordinal)) >= 0;)
        {
            var match = TextAddress.Match(text, Math.Max(from, slashes - LongestScheme));
            if (!match.Success)
            {
                yield break;
            }

            var (address, at) = (WithoutPunctuation(match.Value), match.Index);
            yield return new MailLink(address, () => "", () => new Where(Part.Text, null, 1 + text.AsSpan(0, at).Count('\n'), Excerpt.Of(address)));
            from = at + match.Length;
        }
    }

    private static string? RefreshTarget(IElement meta)
    {
        var target = Refresh.Match(meta.GetAttribute("content") ?? "").Groups["address"].Value.Trim();
        return target.Length > 0 ? target : null;
    }

    // WHATWG URL §4.4: C0 controls and spaces around an address and tabs and line ends within do not count, so "java\nscript:" runs.
    private static string Clean(string address) =>
        (address.AsSpan().ContainsAny('\t', '\r', '\n') ? string.Concat(address.Split('\t', '\r', '\n')) : address).Trim(ControlsAndSpace);

    // What mail programs leave out of the link when they turn an address into one.
    private static string WithoutPunctuation(string address)
    {
        var unopened = address.AsSpan().Count(')') - address.AsSpan().Count('(');
        var end = address.Length;
        while (end > 0 && (".,;:!?'*_]".Contains(address[end - 1], StringComparison.Ordinal) || (address[end - 1] == ')' && unopened-- > 0)))
        {
            end--;
        }

        return address[..end];
    }

    private static int Line(SourceComment comment, int offset) => comment.Line + comment.Data.AsSpan(0, offset).Count('\n');
}
