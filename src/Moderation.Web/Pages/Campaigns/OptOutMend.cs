using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Moderation.Campaigns;
using Moderation.Rules;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>Puts our opt-out link in: in place of the target of the customer's own opt-out link where there is one, else in a footer.</summary>
internal static partial class OptOutMend
{
    private const string Placeholder = "{{ unsubscribe_url }}";

    private const string HtmlFooter = """
        <div style="padding:24px 16px;text-align:center;font-family:Arial,Helvetica,sans-serif;font-size:13px;line-height:20px;color:#444444;background-color:#ffffff">
          You receive this e-mail because you subscribed to it. <a href="{{ unsubscribe_url }}" style="color:#0b5568;text-decoration:underline">Unsubscribe</a>
        </div>

        """;

    public static (string Html, string Text) Apply(string html, string text) =>
        (html.Length == 0 || HasLink(html) ? html : MendHtml(html), text.Length == 0 || Template.Parse(text).Uses(PlaceholderNames.UnsubscribeUrl) ? text : text.TrimEnd() + $"\n\n--\nUnsubscribe: {Placeholder}\n");

    private static bool HasLink(string html) =>
        ParsedHtml.Parse(html).Document?.QuerySelectorAll("a[href]").Any(link => Template.Parse(link.GetAttribute("href")!).Uses(PlaceholderNames.UnsubscribeUrl)) ?? false;

    private static string MendHtml(string html)
    {
        // Forms post CRLF; positions in the parsed document count one character a line end.
        html = html.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var parsed = ParsedHtml.Parse(html);
        if (parsed.Document?.QuerySelectorAll("a[href]").LastOrDefault(IsOptOut) is { } own && parsed.PlaceOf(own) is { } place && Retarget(html, place.Position - 1, own.GetAttribute("href")!) is { } mended)
        {
            return mended;
        }

        return AtTheEnd(html, HtmlFooter);
    }

    /// <summary>Puts a block behind everything that is shown.</summary>
    internal static string AtTheEnd(string html, string block)
    {
        var end = html.LastIndexOf("</body", StringComparison.OrdinalIgnoreCase);
        return end < 0 ? html.TrimEnd() + "\n" + block : html[..end] + block + html[end..];
    }

    private static bool IsOptOut(IElement link)
    {
        var words = link.TextContent + " " + link.QuerySelector("img")?.GetAttribute("alt");
        return Words().IsMatch(words) || Words().IsMatch(link.GetAttribute("href")!);
    }

    // The source is changed in that one attribute only: everything else of the newsletter stays as it is.
    private static string? Retarget(string html, int tag, string href)
    {
        var end = tag < 0 ? -1 : html.IndexOf('>', tag);
        var match = end < 0 ? Match.Empty : Href().Match(html[tag..(end + 1)]);
        if (!match.Success || WebUtility.HtmlDecode(match.Groups["value"].Value).Trim() != href.Trim())
        {
            return null;
        }

        var value = match.Groups["value"];
        var quoted = html[tag + value.Index - 1] is '"' or '\'';
        return string.Concat(html.AsSpan(0, tag + value.Index), quoted ? Placeholder : $"\"{Placeholder}\"", html.AsSpan(tag + value.Index + value.Length));
    }

    [GeneratedRegex("""unsubscri|opt[ _-]?out|wypis|désabonn|desabonn|abmelde|disiscri|cancella.?l.?iscrizione|darse de baja|cancelar.{0,12}suscripci|отпис|afmeld|avregistr|退订|退訂|配信停止""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Words();

    [GeneratedRegex("""\shref\s*=\s*(?:"(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s>"']+))""", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Href();
}
