using System.Buffers;
using System.Text;
using AngleSharp.Dom;

namespace Moderation.Rules;

/// <summary>
/// The words of an HTML part in the order of its source, white space collapsed, a picture's alt in its place.
/// Whether they are seen is not asked here.
/// </summary>
public sealed class HtmlText
{
    private static readonly SearchValues<char> Blank = SearchValues.Create(" \t\r\n\f\u00A0");

    private readonly List<(int Start, INode Node)> _pieces = [];
    private string? _folded;

    internal HtmlText(IEnumerable<INode> nodes)
    {
        var text = new StringBuilder();
        IElement? last = null;
        foreach (var node in nodes)
        {
            var words = node is IText t ? t.Data : (node as IElement)?.GetAttribute("alt");
            var block = Block(node);
            if (block is null)
            {
                continue;
            }

            if (!ReferenceEquals(block, last) || node is IElement)
            {
                Space(text);
                last = block;
            }

            if (!string.IsNullOrEmpty(words))
            {
                _pieces.Add((text.Length, node));
                Append(text, words);
            }

            if (node is IElement)
            {
                Space(text);
            }
        }

        Text = text.ToString();
    }

    public string Text { get; }

    /// <summary>For comparing: see <see cref="Folding"/>. Its places are not those of <see cref="Text"/>.</summary>
    internal string Folded => _folded ??= Folding.Of(Text);

    /// <summary>The element in which the words at an offset stand; null for an empty text.</summary>
    public IElement? ElementAt(int offset)
    {
        var after = _pieces.FindIndex(piece => piece.Start > offset);
        var piece = after < 0 ? _pieces.LastOrDefault() : _pieces[Math.Max(0, after - 1)];
        return piece.Node as IElement ?? piece.Node?.ParentElement;
    }

    // The nearest element that begins a new line or cell; null for what no reader reads.
    private static IElement? Block(INode node)
    {
        var at = node.ParentElement;
        while (at is not null && IsInline(at.LocalName))
        {
            at = at.ParentElement;
        }

        return at?.LocalName is "style" or "script" or "title" or "template" or "noscript" or "noembed" or "iframe" or "head" ? null : at;
    }

    private static bool IsInline(string name) =>
        name is "a" or "b" or "i" or "u" or "s" or "em" or "strong" or "span" or "font" or "small" or "big" or "sup" or "sub" or "ins" or "del" or "abbr" or "mark" or "code" or "center" or "label";

    private static void Append(StringBuilder text, string words)
    {
        var rest = words.AsSpan();
        while (!rest.IsEmpty)
        {
            var space = rest.IndexOfAny(Blank);
            text.Append(space < 0 ? rest : rest[..space]);
            if (space < 0)
            {
                return;
            }

            Space(text);
            rest = rest[(space + 1)..];
        }
    }

    private static void Space(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] != ' ')
        {
            text.Append(' ');
        }
    }
}
