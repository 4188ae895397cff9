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

    // One for each token, and one for each element that it may make the parser open again. Newsletters stay below 10,000.
    private const int MaxWork = 400_000;

    private readonly List<string> _unclosed = [];
    private readonly List<SourceComment> _comments = [];
    private readonly List<(IElement Element, TextPosition At)> _created = [];
    private IElement? _last;

    // The one measured before, and its depth: mostly it is the parent of the next, or its sibling.
    private IElement? _measured;
    private int _depth;
    private int _formatting;
    private int _work;

    /// <summary>The comments met, in the order of the source.</summary>
    public IReadOnlyList<SourceComment> Comments => _comments;

    /// <summary>
    /// The elements with the places of their tags. The parser's own references keep each tag as an object, which makes a tenth of
    /// the cost of a parse.
    /// </summary>
    public IReadOnlyList<(IElement Element, TextPosition At)> Places => _created;

    /// <summary>Whether each opening tag has its end.</summary>
    public TagBalance Balance { get; } = new();

    /// <exception cref="BeyondBudgetException">The source is beyond a limit.</exception>
    public IDocument Parse(string source)
    {
        var options = new HtmlParserOptions
        {
            IsScripting = false,
            OnCreated = Measure,
            OnToken = (token, _) => Read(token),
        };
        var document = new HtmlParser(options).ParseDocument(source);
        Balance.End();
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
                _comments.Add(new SourceComment(token.Data, token.Position.Position - 1, token.Position.Line));
                break;
            case HtmlTokenType.StartTag:
                Opened(token.Name);
                Balance.Opened(token.AsTag());
                break;
            case HtmlTokenType.EndTag:
                Closed(token.Name);
                Balance.Closed(token.AsTag());
                break;
        }

        _work += 1 + _formatting;
        if (_work > MaxWork)
        {
            throw new BeyondBudgetException(_formatting > 100
                ? $"{_formatting:N0} elements such as <b>, <font> or <a> are opened and never closed"
                : "it has more elements than are read");
        }
    }

    // Asked for each tag: a pattern takes a tenth of what a set does.
    private static bool IsFormatting(string name) =>
        name is "a" or "b" or "big" or "code" or "em" or "font" or "i" or "nobr" or "s" or "small" or "strike" or "strong" or "tt" or "u";

    // The parser does not look behind these for formatting elements, neither to close nor to open again.
    private static bool IsMarker(string name) => name is "applet" or "caption" or "marquee" or "object" or "td" or "template" or "th";

    private void Opened(string name)
    {
        if (name == "a")
        {
            // An <a> closes the one before.
            Close(name);
        }

        if (IsFormatting(name))
        {
            _unclosed.Add(name);
            _formatting++;
        }
        else if (IsMarker(name))
        {
            _unclosed.Add(name);
        }
    }

    private void Closed(string name)
    {
        if (IsFormatting(name))
        {
            Close(name);
            return;
        }

        if (IsMarker(name))
        {
            var marker = _unclosed.FindLastIndex(IsMarker);
            if (marker >= 0)
            {
                _formatting -= _unclosed.Count - marker - 1;
                _unclosed.RemoveRange(marker, _unclosed.Count - marker);
            }
        }
    }

    private void Close(string name)
    {
        for (var i = _unclosed.Count - 1; i >= 0 && !IsMarker(_unclosed[i]); i--)
        {
            if (_unclosed[i] == name)
            {
                _unclosed.RemoveAt(i);
                _formatting--;
                return;
            }
        }
    }
}

/// <param name="Data">What stands between the comment's delimiters.</param>
/// <param name="Offset">Where it opens, in UTF-16 units from the start of the source.</param>
/// <param name="Line">The line of that place, from 1.</param>
public sealed record SourceComment(string Data, int Offset, int Line);

internal sealed class BeyondBudgetException(string message) : Exception(message);
