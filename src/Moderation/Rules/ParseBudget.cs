using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace Moderation.Rules;

/// <summary>
/// Watches one parse and breaks it off when the source costs more than any newsletter does. Two things grow faster than
/// the source: deep nesting, and unclosed formatting elements, which the parser opens again in each block that follows
/// (WHATWG HTML §13.2.4.3): 90 KB of them become 12 million elements.
/// </summary>
internal sealed class ParseBudget
{
    // Newsletters of nested tables reach 40 to 60.
    private const int MaxDepth = 200;

    // See TagWatch.Work. Newsletters stay below 10,000.
    private const int MaxWork = 400_000;

    // The parser's services, which keep nothing of a document: to set them up for each takes a tenth of a parse.
    private static readonly IBrowsingContext Services = BrowsingContext.New();

    private readonly List<(IElement Element, TextPosition At)> _created = [];
    private IElement? _last;

    // The one measured before, and its depth: mostly it is the parent of the next, or its sibling.
    private IElement? _measured;
    private int _depth;

    /// <summary>
    /// The elements with the places of their tags. The parser's own references keep each tag as an object, which makes a tenth of
    /// the cost of a parse.
    /// </summary>
    public IReadOnlyList<(IElement Element, TextPosition At)> Places => _created;

    /// <summary>The tags and comments met.</summary>
    public TagWatch Tags { get; private set; } = new();

    /// <exception cref="BeyondBudgetException">The source is beyond a limit.</exception>
    public IDocument Parse(string source)
    {
        // About as much source as an element of a newsletter has.
        _created.EnsureCapacity(source.Length / 64);
        var options = new HtmlParserOptions
        {
            IsScripting = false,
            OnCreated = Measure,
        };
        if (!PlainTags.TryRead(source, Tags))
        {
            Tags = new TagWatch();
            options.OnToken = (token, _) => Read(token);
        }

        var document = new HtmlParser(options, Services).ParseDocument(source);
        Tags.Balance.End();
        return document;
    }

    // An element is created before it is put in its place, so each one is measured when the next comes.
    private void Measure(IElement element, TextPosition at)
    {
        _created.Add((element, at));
        var parent = _last?.ParentElement;
        var depth = parent is null ? 1
            : ReferenceEquals(parent, _measured) ? _depth + 1
            : ReferenceEquals(parent, _measured?.ParentElement) ? _depth
            : Climb(parent) + 1;
        (_measured, _depth) = (_last, depth);
        if (depth > MaxDepth)
        {
            throw new BeyondBudgetException($"its elements are nested more than {MaxDepth:N0} deep");
        }

        _last = element;
    }

    private static int Climb(IElement element)
    {
        var depth = 0;
        for (IElement? at = element; at is not null; at = at.ParentElement)
        {
            depth++;
        }

        return depth;
    }

    private void Read(HtmlToken token)
    {
        switch (token.Type)
        {
            case HtmlTokenType.Comment:
                Tags.Comment(new SourceComment(token.Data, token.Position.Position - 1, token.Position.Line));
                break;
            case HtmlTokenType.StartTag:
                Tags.Opened(TagName.Of(token.Name), token.AsTag().IsSelfClosing, token.Position.Position - 1, token.Position.Line);
                break;
            case HtmlTokenType.EndTag:
                Tags.Closed(TagName.Of(token.Name), token.Position.Position - 1, token.Position.Line);
                break;
            default:
                Tags.Other();
                break;
        }

        if (Tags.Work > MaxWork)
        {
            throw new BeyondBudgetException(Tags.OpenFormatting > 100
                ? $"{Tags.OpenFormatting:N0} elements such as <b>, <font> or <a> are opened and never closed"
                : "it has more elements than are read");
        }
    }
}

/// <param name="Data">What stands between the comment's delimiters.</param>
/// <param name="Offset">Where it opens, in UTF-16 units from the start of the source.</param>
/// <param name="Line">The line of that place, from 1.</param>
public sealed record SourceComment(string Data, int Offset, int Line);

internal sealed class BeyondBudgetException(string message) : Exception(message);
