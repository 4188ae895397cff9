using System.Buffers;
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>
/// All links of a mail: of a and area elements, of VML and of what only Outlook reads in conditional comments,
/// of refreshes, and addresses in the text part.
/// </summary>
public static class MailLinks
{
    private const int MostWords = 160;
    private const int MostAround = 200;
    private const int MostLevels = 3;
    private const int MostElements = 40;
    private const int LongestScheme = 21;

    private static readonly char[] ControlsAndSpace = [.. Enumerable.Range(0, 33).Select(c => (char)c)];

    // Comments are the senders' to fill: only this engine reads any of them in linear time.
    private static readonly Regex OutlookLink = new(
        """<(?:a|area|v:[a-z]+)\s(?:[^>"']|"[^"]*"|'[^']*')*?\bhref\s*=\s*(?:"(?<address>[^"]*)"|'(?<address>[^']*)'|(?<address>[^\s>"']+))""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private static readonly SearchValues<char> OfScheme = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    private static readonly SearchValues<char> TextEnds = SearchValues.Create([.. Enumerable.Range(0, 1 << 16).Select(c => (char)c).Where(c => char.IsWhiteSpace(c) || c is '<' or '>' or '"')]);

    /// <summary>In the order of the parts and within a part in that of the source, comments last.</summary>
    public static IReadOnlyList<MailLink> In(Submission submission) => submission.MailLinks;

    internal static IEnumerable<MailLink> Find(Submission submission)
    {
        var hosts = new KnownHosts();
        var html = submission.Html is { } parsed ? InHtml(parsed, hosts) : [];
        return html.Concat(InText(submission.Content.Text ?? "", hosts));
    }

    private static IEnumerable<MailLink> InHtml(ParsedHtml html, KnownHosts hosts)
    {
        foreach (var element in html.Elements)
        {
            var address = element.LocalName switch
            {
                "a" or "area" => element.GetAttribute("href") ?? element.GetAttribute("xlink:href"),
                "meta" => RefreshTarget.Of(element)?.Address,
                ['v', ':', ..] => element.GetAttribute("href"),
                _ => null,
            };
            if (address is not null)
            {
                yield return Of(html, element, Clean(address), hosts);
            }
        }

        foreach (var comment in html.Comments.Where(comment => comment.Data.TrimStart().StartsWith("[if", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (Match match in OutlookLink.Matches(comment.Data))
            {
                var address = Clean(WebUtility.HtmlDecode(match.Groups["address"].Value));
                yield return new MailLink(address, () => "", () => new Where(Part.Html, null, Line(comment, match.Index), Excerpt.Of(match.Value))) { Hosts = hosts };
            }
        }
    }

    private static MailLink Of(ParsedHtml html, IElement element, string address, KnownHosts hosts)
    {
        // More than one rule reads the words.
        string? words = null;
        return new MailLink(address, () => words ??= Words.Of(element, MostWords), () => html.At(element)) { Around = () => Sentence(element), Hosts = hosts };
    }

    private static IEnumerable<MailLink> InText(string text, KnownHosts hosts)
    {
        var from = 0;
        for (int slashes; (slashes = text.IndexOf("://", from, StringComparison.Ordinal)) >= 0;)
        {
            var at = SchemeStart(text, from, slashes);
            var rest = text.AsSpan(slashes + 3);
            var length = rest.IndexOfAny(TextEnds) is >= 0 and var end ? end : rest.Length;
            from = slashes + 3 + length;
            if (at >= 0 && length > 0)
            {
                var address = WithoutPunctuation(text[at..from]);
                yield return new MailLink(address, () => "", () => new Where(Part.Text, null, 1 + text.AsSpan(0, at).Count('\n'), Excerpt.Of(address))) { Around = () => Before(text, at), Hosts = hosts };
            }
        }
    }

    // RFC 3986 §3.1: a letter, then letters, digits, "+", "-" and "."; -1 when none stands before the slashes.
    private static int SchemeStart(string text, int from, int slashes)
    {
        var first = Math.Max(from, slashes - LongestScheme);
        var start = text.AsSpan(first, slashes - first).LastIndexOfAnyExcept(OfScheme) + 1 + first;
        while (start < slashes - 1 && (!char.IsAsciiLetter(text[start]) || (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '_'))))
        {
            start++;
        }

        return start < slashes - 1 ? start : -1;
    }

    // Of what surrounds several links nobody can say which one is meant.
    private static string Sentence(IElement link)
    {
        var own = Words.Of(link, MostAround);
        var around = link.ParentElement;
        for (var up = 0; up < MostLevels && around is not null; up++, around = around.ParentElement)
        {
            var within = around.Descendants<IElement>().Take(MostElements + 1).ToList();
            if (within.Count > MostElements || within.Count(element => element.LocalName is "a" or "area") > 1)
            {
                return "";
            }

            if (Words.Of(around, MostAround) is var said && said != own)
            {
                return said;
            }
        }

        return "";
    }

    // In a text part: what stands before the address on its line, else the line before unless that has an address of its own.
    private static string Before(string text, int at)
    {
        var line = text.AsSpan(0, at).LastIndexOf('\n') + 1;
        var words = text.AsSpan(line, Math.Max(at - line, 0)).Trim();
        if (!AnyLetter(words) && line > 1)
        {
            var lines = text.AsSpan(Math.Max(0, line - MostAround), line - Math.Max(0, line - MostAround)).TrimEnd();
            words = lines[(lines.LastIndexOf('\n') + 1)..];
        }

        return words.Contains("://", StringComparison.Ordinal) ? "" : words[^Math.Min(words.Length, MostAround)..].ToString();
    }

    private static bool AnyLetter(ReadOnlySpan<char> words)
    {
        foreach (var c in words)
        {
            if (char.IsLetter(c))
            {
                return true;
            }
        }

        return false;
    }

    // WHATWG URL §4.4: C0 controls and spaces around an address and tabs and line ends within do not count, so "java\nscript:" runs.
    internal static string Clean(string address) =>
        (address.AsSpan().ContainsAny('\t', '\r', '\n') ? string.Concat(address.Split('\t', '\r', '\n')) : address).Trim(ControlsAndSpace);

    // What mail programs leave out of the link when they turn an address into one.
    internal static string WithoutPunctuation(string address)
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
