namespace Moderation.Rules;

/// <summary>
/// Follows the tags of one source: what they cost a parser, whether each has its other half, and the comments between them.
/// Whoever reads the tags tells it of each.
/// </summary>
internal sealed class TagWatch
{
    private readonly List<TagName> _unclosed = [];
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

    /// <param name="name">Of the tag.</param>
    /// <param name="isSelfClosing">Whether a slash ends the tag.</param>
    /// <param name="offset">In UTF-16 units from the start of the source.</param>
    /// <param name="line">From 1.</param>
    public void Opened(TagName name, bool isSelfClosing, int offset, int line)
    {
        Open(name);
        Balance.Opened(name, isSelfClosing, offset, line);
        Other();
    }

    /// <param name="name">Of the tag.</param>
    /// <param name="offset">In UTF-16 units from the start of the source.</param>
    /// <param name="line">From 1.</param>
    public void Closed(TagName name, int offset, int line)
    {
        End(name);
        Balance.Closed(name, offset, line);
        Other();
    }

    private void Open(TagName name)
    {
        if (name.Text == "a")
        {
            // An <a> closes the one before.
            Close(name);
        }

        if (name.Is(TagKinds.Formatting | TagKinds.Marker))
        {
            _unclosed.Add(name);
            OpenFormatting += name.Is(TagKinds.Formatting) ? 1 : 0;
        }
    }

    private void End(TagName name)
    {
        if (name.Is(TagKinds.Formatting))
        {
            Close(name);
            return;
        }

        if (name.Is(TagKinds.Marker))
        {
            var marker = _unclosed.FindLastIndex(open => open.Is(TagKinds.Marker));
            if (marker >= 0)
            {
                OpenFormatting -= _unclosed.Count - marker - 1;
                _unclosed.RemoveRange(marker, _unclosed.Count - marker);
            }
        }
    }

    private void Close(TagName name)
    {
        for (var i = _unclosed.Count - 1; i >= 0 && !_unclosed[i].Is(TagKinds.Marker); i--)
        {
            if (_unclosed[i].Text == name.Text)
            {
                _unclosed.RemoveAt(i);
                OpenFormatting--;
                return;
            }
        }
    }
}
