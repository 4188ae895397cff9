using System.Buffers;
using AngleSharp.Dom;
using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>Text that reaches readers: words, addresses, what stands in for pictures, and the header.</summary>
/// <param name="Text">As the reader's program has it, character references resolved.</param>
/// <param name="IsLink">Whether it is an address that another rule reads from its beginning.</param>
/// <param name="At">The place of an offset in it.</param>
internal sealed record WrittenPlace(string Text, bool IsLink, Func<int, Where> At)
{
    // A sentence may end in "news.example."; only .com, .net and .org after it make it an address for examples. Looked for in one
    // pass and alone: without regard to case each costs more than all openings of merge tags.
    private static readonly SearchValues<string> Names = SearchValues.Create(["example.c", "example.n", "example.o", "localhost", "lorem ipsum", "dolor sit"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it may have an address for examples or dummy text in it.</summary>
    public bool MayHaveNames { get; } = HasNames(Text);

    /// <summary>Whether what is read only to be an address or dummy text stands somewhere.</summary>
    public static bool HasNames(ReadOnlySpan<char> text) => text.ContainsAny(Names);
}

internal static class WrittenPlaces
{
    private static readonly string[] OfLinks = ["href", "title"];
    private static readonly string[] OfPictures = ["src", "alt", "title"];
    private static readonly string[] OfCells = ["background"];

    // What the readers of these places look for. Where the source has none of it, attributes are not asked. A percent sign behind a
    // semicolon is one behind a character reference ("&lt;%"), and one may spell the rest of "example.com".
    private static readonly SearchValues<string> Openings = SearchValues.Create(["*|", "%%", "[[", "${", "<%", ";%", "example.&", "##", "@@", "{%", "[%", "{$"], StringComparison.Ordinal);

    private static readonly SearchValues<char> Brackets = SearchValues.Create("{[%");

    public static IEnumerable<WrittenPlace> In(Submission submission)
    {
        var content = submission.Content;
        foreach (var (text, name) in ((string, string)[])[(content.Subject, "subject"), (content.Preheader, "preheader"), (content.FromName, "From name")])
        {
            if (text.Length > 0)
            {
                yield return new WrittenPlace(text, false, _ => new Where(Part.Headers, null, null, Excerpt.Of($"{name}: {text}")));
            }
        }

        if (submission.Html is { Document: not null } html)
        {
            var words = html.Text;
            yield return new WrittenPlace(words.Text, false, offset => words.ElementAt(offset) is { } element ? html.At(element) : new Where(Part.Html));
            foreach (var place in InAttributes(html))
            {
                yield return place;
            }
        }

        if (content.Text is { } plain)
        {
            yield return new WrittenPlace(plain, false, offset => new Where(Part.Text, null, 1 + plain.AsSpan(0, offset).Count('\n'), Excerpt.Of(LineAt(plain, offset))));
        }
    }

    private static string LineAt(string text, int offset)
    {
        var start = text.AsSpan(0, offset).LastIndexOf('\n') + 1;
        var length = text.AsSpan(start).IndexOf('\n');
        return length < 0 ? text[start..] : text.Substring(start, length);
    }

    private static IEnumerable<WrittenPlace> InAttributes(ParsedHtml html)
    {
        if (!IsSuspicious(html.Source) && !HasUnknown(html.Source))
        {
            yield break;
        }

        foreach (var element in html.Elements)
        {
            foreach (var name in AttributesOf(element.LocalName))
            {
                if (element.GetAttribute(name) is { Length: > 0 } value && (value.AsSpan().ContainsAny(Brackets) || IsSuspicious(value)))
                {
                    yield return new WrittenPlace(value, name == "href", _ => html.At(element));
                }
            }
        }
    }

    private static string[] AttributesOf(string element) => element switch
    {
        "a" or "area" => OfLinks,
        "img" => OfPictures,
        "table" or "td" or "th" or "body" => OfCells,
        _ => [],
    };

    private static bool IsSuspicious(ReadOnlySpan<char> text) => text.ContainsAny(Openings) || WrittenPlace.HasNames(text);

    // Placeholders of ours are in every mail; only others are worth a walk.
    private static bool HasUnknown(string source)
    {
        for (var at = source.IndexOf("{{", StringComparison.Ordinal); at >= 0; at = source.IndexOf("{{", at + 2, StringComparison.Ordinal))
        {
            var name = source.AsSpan(at + 2).TrimStart();
            var end = name.IndexOfAny(" |}");
            if (end <= 0 || !PlaceholderNames.All.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name[..end]))
            {
                return true;
            }
        }

        return false;
    }
}
