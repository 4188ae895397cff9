using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Moderation.Rules;

/// <summary>Watches one parse and breaks it off when the source costs more than any newsletter does.</summary>
internal sealed class ParseBudget
{
    // Newsletters of nested tables reach 40 to 60.
    private const int MaxDepth = 200;

    private IElement? _last;

    /// <exception cref="BeyondBudgetException">The source is beyond a limit.</exception>
    public IDocument Parse(string source)
    {
        var options = new HtmlParserOptions
        {
            IsKeepingSourceReferences = true,
            IsScripting = false,
            OnCreated = (element, _) => Created(element),
        };
        return new HtmlParser(options).ParseDocument(source);
    }

    // An element is created before it is put in its place, so each one is measured when the next comes.
    private void Created(IElement element)
    {
        var depth = 0;
        for (var at = _last; at is not null; at = at.ParentElement)
        {
            depth++;
        }

        if (depth > MaxDepth)
        {
            throw new BeyondBudgetException($"its elements are nested more than {MaxDepth:N0} deep");
        }

        _last = element;
    }
}

internal sealed class BeyondBudgetException(string message) : Exception(message);
