using Moderation.Campaigns;

namespace Moderation.Rules.OptOut;

/// <summary>Our opt-out link in the source, where no reader gets to see it: a parser makes no link of it.</summary>
/// <param name="Property">"comment" or "markup".</param>
/// <param name="Value">What it stands in.</param>
/// <param name="Source">The link's own tag.</param>
/// <param name="Place">Worked out only for what is reported.</param>
internal sealed record LostOptOut(string Property, string Value, string Source, Func<Where> Place)
{
    private const int MostTried = 200;
    private const int LongestTag = 4_096;

    public static IReadOnlyList<LostOptOut> In(ParsedHtml html)
    {
        var lost = new List<LostOptOut>();
        var at = html.Source.IndexOf(PlaceholderNames.UnsubscribeUrl, StringComparison.Ordinal);
        for (var tried = 0; at >= 0 && tried < MostTried; tried++)
        {
            if (TagAround(html.Source, at) is var (tag, open) && Template.Parse(tag).Uses(PlaceholderNames.UnsubscribeUrl) && tag.Contains("href", StringComparison.OrdinalIgnoreCase))
            {
                lost.Add(Of(html, tag, open));
            }

            at = html.Source.IndexOf(PlaceholderNames.UnsubscribeUrl, at + 1, StringComparison.Ordinal);
        }

        return lost;
    }

    private static (string Tag, int Open)? TagAround(string source, int at)
    {
        var open = source.LastIndexOf('<', at, Math.Min(at, LongestTag));
        if (open < 0)
        {
            return null;
        }

        var tag = TagSource.At(source.Substring(open, Math.Min(LongestTag, source.Length - open)), 0);
        return tag.Length > at - open && IsLink(tag) ? (tag, open) : null;
    }

    private static bool IsLink(string tag) =>
        tag.StartsWith("<v:", StringComparison.OrdinalIgnoreCase) || tag.StartsWith("<area", StringComparison.OrdinalIgnoreCase)
        || (tag.StartsWith("<a", StringComparison.OrdinalIgnoreCase) && tag.Length > 2 && (char.IsWhiteSpace(tag[2]) || tag[2] == '/'));

    private static LostOptOut Of(ParsedHtml html, string tag, int open)
    {
        var line = 1 + html.Source.AsSpan(0, open).Count('\n');
        Where Here() => new(Part.Html, null, line, Excerpt.Of(tag));
        foreach (var comment in html.Comments)
        {
            // <!-- and -->.
            if (comment.Offset < open && open < comment.Offset + comment.Data.Length + 7)
            {
                var data = comment.Data.TrimStart();
                var end = data.IndexOf(']', StringComparison.Ordinal);
                return new LostOptOut("comment", data.StartsWith("[if", StringComparison.OrdinalIgnoreCase) && end > 0 ? data[..(end + 1)] : "<!-- … -->", tag, Here);
            }
        }

        var around = html.Elements.LastOrDefault(element =>
            element.LocalName is "template" or "select" or "textarea" or "title" or "style" or "script" or "xmp" or "iframe" or "noembed" or "noframes" or "noscript" or "plaintext" or "object" or "option"
            && html.PlaceOf(element)?.Position - 1 < open);
        return around is null
            ? new LostOptOut("markup", "no link for mail programs", tag, Here)
            : new LostOptOut("markup", $"inside <{around.LocalName}>", tag, () => html.At(around) with { Line = line });
    }
}
