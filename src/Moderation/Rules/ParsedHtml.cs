using AngleSharp.Dom;

namespace Moderation.Rules;

/// <summary>
/// An HTML part, parsed once for all rules. HTML beyond the limits is not read: 20,000 nested elements or a few
/// thousand unclosed ones cost a parser seconds to minutes, which is an attack on the server that reads it.
/// </summary>
public sealed class ParsedHtml
{
    /// <summary>The largest HTML part that is read, in UTF-16 units. Mail clients clip at 102 KB.</summary>
    public const int MaxLength = 1_048_576;

    private ParsedHtml(string source, IDocument? document, string? beyond) => (Source, Document, Beyond) = (source, document, beyond);

    public string Source { get; }

    /// <summary>Null when the source is beyond the limits.</summary>
    public IDocument? Document { get; }

    /// <summary>Which limit the source is beyond, in words for people without a full stop; null when it was parsed.</summary>
    public string? Beyond { get; }

    public static ParsedHtml Parse(string source)
    {
        if (source.Length > MaxLength)
        {
            return new ParsedHtml(source, null, $"it is {source.Length:N0} characters long; at most {MaxLength:N0} are read");
        }

        try
        {
            return new ParsedHtml(source, new ParseBudget().Parse(source), null);
        }
        catch (BeyondBudgetException error)
        {
            return new ParsedHtml(source, null, error.Message);
        }
    }

    /// <summary>Where an element stands, with its opening tag as the excerpt.</summary>
    public Where At(IElement element)
    {
        var position = element.SourceReference?.Position;
        return new Where(Part.Html, ElementPath.Of(element), position?.Line, Tag((position?.Position ?? 0) - 1));
    }

    private string? Tag(int start)
    {
        if (start < 0 || start >= Source.Length)
        {
            return null;
        }

        var end = Source.IndexOf('>', start) + 1;
        return Excerpt.Of(Source[start..(end == 0 ? Source.Length : end)]);
    }
}
