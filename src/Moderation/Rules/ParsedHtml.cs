using System.Text;
using AngleSharp.Dom;
using AngleSharp.Text;

namespace Moderation.Rules;

/// <summary>
/// An HTML part, parsed once for all rules. HTML beyond the limits is not read: 20,000 nested elements or a few
/// thousand unclosed ones cost a parser seconds to minutes, which is an attack on the server that reads it.
/// </summary>
public sealed class ParsedHtml
{
    /// <summary>The largest HTML part that is read, in UTF-16 units. Mail clients clip at 102 KB.</summary>
    public const int MaxLength = 1_048_576;

    private const int FewQuestions = 8;

    private readonly List<IElement> _elements;
    private readonly List<IText> _texts;

    // Texts, white space too, and what stands in for words or breaks them, each with the block in which it is read.
    private readonly List<SaidWords> _words;
    private readonly IReadOnlyList<(IElement Element, TextPosition At)> _places;
    private Dictionary<IElement, TextPosition>? _placeOf;
    private int _asked;
    private int? _sourceBytes;

    // For each element the number of texts before it.
    private readonly List<int> _textsBefore;
    private HtmlText? _text;
    private readonly Dictionary<string, IReadOnlyList<IElement>> _named = new(StringComparer.Ordinal);

    private ParsedHtml(string source, IDocument? document, ParseBudget? read, string? beyond)
    {
        (Source, Document, Beyond) = (source, document, beyond);
        Comments = read?.Tags.Comments ?? [];
        TagFaults = read?.Tags.Balance.Faults ?? [];
        _places = read?.Places ?? [];
        var elements = _places.Count;
        (_elements, _textsBefore, _texts, _words) = (new(elements), new(elements), new(elements / 2), new(elements * 2));
        if (document is not null)
        {
            Walk(document);
        }
    }

    /// <summary>The source with LF line ends, so that the parser's places are places in it.</summary>
    public string Source { get; }

    /// <summary>Bytes of <see cref="Source"/> in UTF-8; counted once.</summary>
    public int SourceBytes => _sourceBytes ??= Encoding.UTF8.GetByteCount(Source);

    /// <summary>Null when the source is beyond the limits.</summary>
    public IDocument? Document { get; }

    /// <summary>Every element in the order of the document, for rules to walk: <c>Document.All</c> climbs down from the root for each.</summary>
    public IReadOnlyList<IElement> Elements => _elements;

    /// <summary>Every text that is more than whitespace, in the order of the document; not style sheets, scripts and the title.</summary>
    public IReadOnlyList<IText> Texts => _texts;

    /// <summary>The comments of the source, conditional ones included: what stands in them is no part of <see cref="Document"/>.</summary>
    public IReadOnlyList<SourceComment> Comments { get; }

    /// <summary>Tags without their other half, in the order in which they were found out.</summary>
    internal IReadOnlyList<TagFault> TagFaults { get; }

    /// <summary>The words, put together when they are first asked for.</summary>
    public HtmlText Text => _text ??= new HtmlText(_words);

    /// <summary>Which limit the source is beyond, in words for people without a full stop; null when it was parsed.</summary>
    public string? Beyond { get; }

    public static ParsedHtml Parse(string source)
    {
        if (source.Length > MaxLength)
        {
            return new ParsedHtml(source, null, null, $"it is {source.Length:N0} characters long; at most {MaxLength:N0} are read");
        }

        source = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        try
        {
            var budget = new ParseBudget();
            return new ParsedHtml(source, budget.Parse(source), budget, null);
        }
        catch (BeyondBudgetException error)
        {
            return new ParsedHtml(source, null, null, error.Message);
        }
    }

    /// <summary>Where an element stands, with its opening tag as the excerpt.</summary>
    public Where At(IElement element) =>
        new(Part.Html, ElementPath.Of(element), PlaceOf(element)?.Line, Tag(element) is { } tag ? Excerpt.Of(tag) : null);

    /// <summary>Where the opening tag of an element begins, all from 1; 0 when it was not written at all, null for an element that the parser has copied.</summary>
    public TextPosition? PlaceOf(IElement element)
    {
        // For a few questions a look through the list costs less than an index of it.
        if (_asked++ < FewQuestions)
        {
            for (var i = _places.Count - 1; i >= 0; i--)
            {
                if (ReferenceEquals(_places[i].Element, element))
                {
                    return _places[i].At;
                }
            }

            return null;
        }

        if (_placeOf is null)
        {
            _placeOf = new(ReferenceEqualityComparer.Instance);
            foreach (var (one, at) in _places)
            {
                _placeOf[one] = at;
            }
        }

        return _placeOf.TryGetValue(element, out var place) ? place : null;
    }

    /// <summary>The opening tag as it was written, before character references are resolved; null when it was not written at all.</summary>
    public string? Tag(IElement element) =>
        PlaceOf(element) is { } place && TagSource.At(Source, place.Position - 1) is { Length: > 0 } tag ? tag : null;

    /// <summary>The elements of one name, in the order of the document: for rules that look at a few of them.</summary>
    /// <param name="name">In lower case.</param>
    public IReadOnlyList<IElement> Named(string name)
    {
        // A few names are asked for: a look through the list costs less than an index of all.
        if (!_named.TryGetValue(name, out var known))
        {
            known = _elements.FindAll(element => element.LocalName == name);
            _named.Add(name, known);
        }

        return known;
    }

    /// <summary>How many of <see cref="Texts"/> stand before an element.</summary>
    public int TextsBefore(IElement element) => _elements.IndexOf(element) is >= 0 and var at ? _textsBefore[at] : 0;

    // By a stack of where each level stands: a node's own "next sibling" searches the parent's list each time.
    private void Walk(IDocument document)
    {
        var levels = new Stack<(INodeList Nodes, int Next, IElement? Block)>();
        levels.Push((document.ChildNodes, 0, null));
        while (levels.TryPop(out var level))
        {
            var (nodes, next, block) = level;
            while (next < nodes.Length)
            {
                switch (nodes[next++])
                {
                    // The class and not the interface: half of what a walk costs.
                    case Element element when Read(element, block) && element.HasChildNodes:
                        levels.Push((nodes, next, block));
                        (nodes, next, block) = (((INode)element).ChildNodes, 0, HtmlText.BlockIn(element.LocalName, element, block));
                        break;
                    case IText text:
                        Read(text, block);
                        break;
                }
            }
        }
    }

    private void Read(IText text, IElement? block)
    {
        var data = text.Data;
        if (block is not null)
        {
            _words.Add(new SaidWords(text, block, data));
        }

        if (!string.IsNullOrWhiteSpace(data))
        {
            _texts.Add(text);
        }
    }

    /// <returns>Whether what stands in it is read.</returns>
    private bool Read(Element element, IElement? block)
    {
        _elements.Add(element);
        _textsBefore.Add(_texts.Count);
        var name = element.LocalName;
        if (block is not null && name is ("img" or "br" or "area"))
        {
            _words.Add(new SaidWords(element, block, element.GetAttribute("alt")));
        }

        return name is not ("style" or "script" or "title");
    }
}
