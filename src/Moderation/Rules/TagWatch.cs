namespace Moderation.Rules;

/// <summary>
/// Follows the tags of one source: what they cost a parser, whether each has its other half, and the comments between them.
/// Whoever reads the tags tells it of each.
/// </summary>
internal sealed class TagWatch
{
    private readonly List<string> _unclosed = [];
    private readonly List<SourceComment> _comments = [];

    /// <summary>The comments met, in the order of the source.</summary>
    public IReadOnlyList<SourceComment> Comments => _comments;

    /// <summary>Whether each opening tag has its end.</summary>
    public TagBalance Balance { get; } = new();

    /// <summary>One for each token, and one for each element that it may make the parser open again.</summary>
    public int Work { get; private set; }

    /// <summary>Formatting elements that are open.</summary>
    public int OpenFormatting { get; private set; }

    /// <summary>A text, or anything else that is no tag and no comment.</summary>
    public void Other() => Work += 1 + OpenFormatting;

    public void Comment(SourceComment comment)
    {
        _comments.Add(comment);
        Other();
    }

    /// <param name="name">In lower case.</param>
    /// <param name="isSelfClosing">Whether a slash ends the tag.</param>
    /// <param name="offset">In UTF-16 units from the start of the source.</param>
    /// <param name="line">From 1.</param>
    public void Opened(string name, bool isSelfClosing, int offset, int line)
    {
        Open(name);
        Balance.Opened(name, isSelfClosing, offset, line);
        Other();
    }

    /// <param name="name">In lower case.</param>
    /// <param name="offset">In UTF-16 units from the start of the source.</param>
    /// <param name="line">From 1.</param>
    public void Closed(string name, int offset, int line)
    {
        End(name);
        Balance.Closed(name, offset, line);
        Other();
    }

    // Asked for each tag: a pattern takes a tenth of what a set does.
    private static bool IsFormatting(string name) =>
        name is "a" or "b" or "big" or "code" or "em" or "font" or "i" or "nobr" or "s" or "small" or "strike" or "strong" or "tt" or "u";

    // The parser does not look behind these for formatting elements, neither to close nor to open again.
    private static bool IsMarker(string name) => name is "applet" or "caption" or "marquee" or "object" or "td" or "template" or "th";

    private void Open(string name)
    {
        if (name == "a")
        {
            // An <a> closes the one before.
            Close(name);
        }

        if (IsFormatting(name))
        {
            _unclosed.Add(name);
            OpenFormatting++;
        }
        else if (IsMarker(name))
        {
            _unclosed.Add(name);
        }
    }

    private void End(string name)
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
                OpenFormatting -= _unclosed.Count - marker - 1;
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
                OpenFormatting--;
                return;
            }
        }
    }
}
