using System.Buffers;
using AngleSharp.Dom;
using Moderation.Campaigns;

namespace Moderation.Rules.OptOut;

/// <summary>What stands in one part of a mail to opt out by.</summary>
/// <param name="Part">HTML or text.</param>
/// <param name="Ours">Whether our placeholder stands there as the address of a link, or as an address in the text part; seen or not.</param>
/// <param name="Other">What reads as an opt-out but is not ours, or is ours in a way that does not work.</param>
internal sealed record OptOutPart(Part Part, bool Ours, IReadOnlyList<OtherOptOut> Other)
{
    private OptOutSight? _sight;

    /// <summary>Our links among the elements of the HTML.</summary>
    public IReadOnlyList<IElement> Links { get; init; } = [];

    /// <summary>Our links that stand only where no reader gets to: in comments, in templates.</summary>
    public IReadOnlyList<LostOptOut> Lost { get; init; } = [];

    /// <summary>How readers see <see cref="Links"/>; looked at once.</summary>
    public OptOutSight Sight(ParsedHtml html) => _sight ??= new OptOutSight(html, Links);
}

/// <param name="Kind">How it falls short.</param>
/// <param name="Target">Its address, or the words where it has none.</param>
/// <param name="Place">Worked out only for what is reported.</param>
internal sealed record OtherOptOut(OtherKind Kind, string Target, Func<Where> Place);

internal enum OtherKind
{
    /// <summary>The customer's own page, a mailbox, another service's merge tag.</summary>
    NotOurs,

    /// <summary>Our placeholder as text in HTML: readers see an address that they cannot press.</summary>
    NoLink,

    /// <summary>Our placeholder, spelled so that nothing takes its place.</summary>
    Misspelled,
}

internal static class OptOutLinks
{
    private const int MostWords = 200;

    private static readonly SearchValues<char> TagOpenings = SearchValues.Create("{[%*|<");

    /// <summary>The parts that the mail has and that can be read.</summary>
    public static IReadOnlyList<OptOutPart> In(Submission submission)
    {
        var parts = new List<OptOutPart>();
        if (submission.Html is { Document: { } document } html)
        {
            parts.Add(InHtml(html, document));
        }

        if (submission.Content.Text is { } text)
        {
            parts.Add(InText(text));
        }

        return parts;
    }

    private static OptOutPart InHtml(ParsedHtml html, IDocument document)
    {
        var links = html.Named("a").Concat(html.Named("area")).Where(element => element.HasAttribute("href")).ToList();
        var ours = links.FindAll(link => IsOurs(Address(link)));
        if (ours.FindAll(link => IsFilledIn(html, link)) is { Count: > 0 } working)
        {
            return new OptOutPart(Part.Html, Ours: true, []) { Links = working };
        }

        if (LostOptOut.In(html) is { Count: > 0 } lost)
        {
            return new OptOutPart(Part.Html, Ours: true, []) { Lost = lost };
        }

        var other = ours.ConvertAll(link => new OtherOptOut(OtherKind.Misspelled, Address(link), () => html.At(link)));
        other.AddRange(links.Where(link => !IsOurs(Address(link)) && ReadsAsOptOut(link, Address(link)))
            .Select(link => new OtherOptOut(Names(Address(link)) ? OtherKind.Misspelled : OtherKind.NotOurs, Address(link), () => html.At(link))));
        foreach (var text in document.Descendants<IText>().Where(text => Uses(text.Data)).Take(1))
        {
            other.Insert(0, new OtherOptOut(OtherKind.NoLink, Excerpt.Of(text.Data), () => text.ParentElement is { } parent ? html.At(parent) : new Where(Part.Html)));
        }

        return new OptOutPart(Part.Html, Ours: false, other);
    }

    private static OptOutPart InText(string text)
    {
        if (Uses(text))
        {
            return new OptOutPart(Part.Text, Ours: true, []);
        }

        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            // The address often stands on one of the next two lines.
            var near = string.Join(' ', lines.Skip(i).Take(3));
            if (IsAddressed(near) && (Wording.Reads(lines[i]) || Wording.ReadsAsAddress(lines[i])))
            {
                var (line, words) = (i + 1, Excerpt.Of(near));
                var kind = Names(lines[i]) ? OtherKind.Misspelled : OtherKind.NotOurs;
                return new OptOutPart(Part.Text, Ours: false, [new OtherOptOut(kind, words, () => new Where(Part.Text, null, line, words))]);
            }
        }

        return new OptOutPart(Part.Text, Ours: false, []);
    }

    private static string Address(IElement link) => link.GetAttribute("href")!.Trim();

    private static bool IsOurs(string address) =>
        address.StartsWith("{{", StringComparison.Ordinal) && Template.Parse(address).Pieces is [Placeholder { IsKnown: true, Name: PlaceholderNames.UnsubscribeUrl }, ..];

    // The relay fills in the source, not the parsed tree: a placeholder spelled with character references would stay as it is.
    private static bool IsFilledIn(ParsedHtml html, IElement link) => html.Tag(link) is { } tag && Uses(tag);

    private static bool Uses(string text) => Template.PlaceholdersIn(text).Any(placeholder => placeholder.Name == PlaceholderNames.UnsubscribeUrl);

    private static bool ReadsAsOptOut(IElement link, string address) =>
        address.Length > 0
        && (Wording.ReadsAsAddress(address)
            || Wording.Reads(Words.Of(link, MostWords) + " " + link.GetAttribute("title"))
            || (link.ParentElement is { } around && Wording.Reads(Words.Of(around, MostWords))));

    private static bool IsAddressed(string text) =>
        text.Contains("://", StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal) || text.Contains("www.", StringComparison.OrdinalIgnoreCase)
        || text.AsSpan().ContainsAny(TagOpenings);

    private static bool Names(string text) =>
        text.Contains("unsubscribe_url", StringComparison.OrdinalIgnoreCase) && text.Contains('{', StringComparison.Ordinal);
}
