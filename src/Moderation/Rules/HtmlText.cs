using System.Buffers;
using AngleSharp.Dom;

namespace Moderation.Rules;

/// <summary>
/// The words of an HTML part in the order of its source, white space collapsed, a picture's alt in its place.
/// Whether they are seen is not asked here.
/// </summary>
public sealed class HtmlText
{
    private static readonly SearchValues<char> OtherBlank = SearchValues.Create("\t\r\n\f\u00A0");

    private readonly List<(int Start, INode Node)> _pieces;
    private FoldedText? _folded;

    /// <param name="words">Texts, and elements that stand in for words or break them, each with its block.</param>
    internal HtmlText(List<SaidWords> words)
    {
        // A space before and after each.
        var most = 0;
        foreach (var one in words)
        {
            most += 2 + (one.Said?.Length ?? 0);
        }

        using var text = new TextBuffer(most);
        _pieces = new(words.Count);
        IElement? last = null;
        foreach (var (node, block, said) in words)
        {
            var isText = node.NodeType == NodeType.Text;
            if (!isText || !ReferenceEquals(block, last))
            {
                text.Space();
                last = block;
            }

            if (!string.IsNullOrEmpty(said))
            {
                _pieces.Add((text.Length, node));
                text.Append(said);
            }

            if (!isText)
            {
                text.Space();
            }
        }

        Text = text.ToString();
    }

    public string Text { get; }

    /// <summary>For comparing: see <see cref="Folding"/>. Its places are not those of <see cref="Text"/>.</summary>
    internal FoldedText Folded => _folded ??= Folding.WithWords(Text);

    /// <summary>The element in which the words at an offset stand; null for an empty text.</summary>
    public IElement? ElementAt(int offset)
    {
        var after = _pieces.FindIndex(piece => piece.Start > offset);
        var piece = after < 0 ? _pieces.LastOrDefault() : _pieces[Math.Max(0, after - 1)];
        return piece.Node as IElement ?? piece.Node?.ParentElement;
    }

    /// <summary>The nearest element that begins a new line or cell, for what stands right in an element; null for what no reader reads.</summary>
    /// <param name="name">Of the element.</param>
    /// <param name="element">In which it stands.</param>
    /// <param name="around">The block of the element itself.</param>
    internal static IElement? BlockIn(string name, IElement element, IElement? around) =>
        IsInline(name) ? around
            : name is "style" or "script" or "title" or "template" or "noscript" or "noembed" or "iframe" or "head" ? null
            : element;

    private static bool IsInline(string name) =>
        name is "a" or "b" or "i" or "u" or "s" or "em" or "strong" or "span" or "font" or "small" or "big" or "sup" or "sub" or "ins" or "del" or "abbr" or "mark" or "code" or "center" or "label";

    // Collapses white space as it grows. Most words come with single spaces between them and are copied as they are.
    private sealed class TextBuffer(int most) : IDisposable
    {
        private readonly char[] _text = ArrayPool<char>.Shared.Rent(most);

        public int Length { get; private set; }

        public void Append(string words)
        {
            var other = -1;
            for (var at = 0; at < words.Length;)
            {
                if (words[at] == ' ')
                {
                    Space();
                    at = words.AsSpan(at).IndexOfAnyExcept(' ') is >= 0 and var more ? at + more : words.Length;
                    continue;
                }

                // Looked for once, not after each word.
                if (other < at)
                {
                    other = words.AsSpan(at).IndexOfAny(OtherBlank) is >= 0 and var next ? at + next : words.Length;
                }

                var run = words.AsSpan(at, other - at);
                run = run.IndexOf("  ", StringComparison.Ordinal) is >= 0 and var twice ? run[..twice] : run;
                run.CopyTo(_text.AsSpan(Length));
                Length += run.Length;
                at += run.Length;
                if (at < words.Length)
                {
                    Space();
                    at++;
                }
            }
        }

        public void Space()
        {
            if (Length > 0 && _text[Length - 1] != ' ')
            {
                _text[Length++] = ' ';
            }
        }

        public override string ToString() => new(_text, 0, Length);

        public void Dispose() => ArrayPool<char>.Shared.Return(_text);
    }
}

/// <param name="Node">A text, or an element that stands in for words or breaks them.</param>
/// <param name="Block">In which it is read, see <see cref="HtmlText.BlockIn"/>.</param>
/// <param name="Said">The text, or what stands in for a picture.</param>
internal readonly record struct SaidWords(INode Node, IElement Block, string? Said);
