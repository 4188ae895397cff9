namespace Moderation.Mail.Mime;

/// <summary>
/// Follows HTML far enough to say in which context a placeholder stands: the tokenizer states of the HTML standard §13.2.5
/// that matter for that, one pass, no tree. Conditional comments count as markup, because Outlook reads them so.
/// </summary>
internal sealed class HtmlPosition
{
    private readonly List<char> _name = [];
    private State _state;
    private string _attribute = "";
    private string _tag = "";
    private string _rawTag = "";

    private enum State
    {
        Text,
        TagOpen,
        Tag,
        Attribute,
        BeforeValue,
        DoubleQuoted,
        SingleQuoted,
        Unquoted,
        Markup,
        Comment,
        Raw,
    }

    /// <summary>Reads on over literal text.</summary>
    public void Read(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            i = Step(text, i);
        }
    }

    /// <summary>Reads on over a placeholder and says how its value must be written.</summary>
    public SlotContext Slot(bool isContactValue)
    {
        var context = _state switch
        {
            State.Text or State.Comment => SlotContext.Html,
            State.Raw when _rawTag is "title" or "textarea" => SlotContext.Html,
            State.Raw when !isContactValue => SlotContext.Text,
            State.DoubleQuoted or State.SingleQuoted when !isContactValue => SlotContext.Html,
            _ when !isContactValue => SlotContext.HtmlUnquoted,
            State.DoubleQuoted or State.SingleQuoted => InAttribute(SlotContext.Html),
            State.BeforeValue or State.Unquoted => InAttribute(SlotContext.HtmlUnquoted),
            _ => SlotContext.Bare,
        };
        _state = _state switch
        {
            State.BeforeValue => State.Unquoted,
            State.TagOpen => State.Text,
            var same => same,
        };
        return context;
    }

    // References are resolved before an address, a style or a script is read, so they are no quoting there.
    private SlotContext InAttribute(SlotContext other) => _attribute switch
    {
        "href" or "src" or "action" or "formaction" or "background" or "cite" or "poster" or "longdesc" or "data" or "xlink:href" => SlotContext.UrlComponent,
        "style" => SlotContext.Bare,
        _ when _attribute.StartsWith("on", StringComparison.Ordinal) => SlotContext.Bare,
        _ => other,
    };

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';

    private int Step(string text, int i)
    {
        var c = text[i];
        switch (_state)
        {
            case State.Text:
                _state = c == '<' ? State.TagOpen : State.Text;
                break;
            case State.TagOpen:
                return OpenTag(text, i);
            case State.Tag or State.Attribute:
                InTag(c);
                break;
            case State.BeforeValue:
                _state = c switch
                {
                    '"' => State.DoubleQuoted,
                    '\'' => State.SingleQuoted,
                    '>' => CloseTag(),
                    _ when IsSpace(c) => State.BeforeValue,
                    _ => State.Unquoted,
                };
                break;
            case State.DoubleQuoted:
                _state = c == '"' ? State.Tag : _state;
                break;
            case State.SingleQuoted:
                _state = c == '\'' ? State.Tag : _state;
                break;
            case State.Unquoted:
                _state = c == '>' ? CloseTag() : IsSpace(c) ? State.Tag : State.Unquoted;
                break;
            case State.Markup:
                _state = c == '>' ? State.Text : State.Markup;
                break;
            case State.Comment:
                _state = c == '>' && i >= 2 && text[i - 1] == '-' && text[i - 2] == '-' ? State.Text : State.Comment;
                break;
            case State.Raw:
                return InRaw(text, i);
        }

        return i;
    }

    private int OpenTag(string text, int i)
    {
        var c = text[i];
        if (c == '!')
        {
            var rest = text.AsSpan(i);
            var isConditional = rest.StartsWith("!--[if", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("!--<!", StringComparison.Ordinal);
            _state = rest.StartsWith("!--", StringComparison.Ordinal) && !isConditional ? State.Comment : State.Markup;
            return i;
        }

        _name.Clear();
        _tag = "";
        var isTag = char.IsAsciiLetter(c) || (c == '/' && i + 1 < text.Length && char.IsAsciiLetter(text[i + 1]));
        if (!isTag)
        {
            _state = c is '/' or '?' ? State.Markup : State.Text;
            return i - (c == '<' ? 1 : 0);
        }

        _state = State.Tag;
        // The tag's name ends where the attributes begin.
        var end = i;
        while (end < text.Length && !IsSpace(text[end]) && text[end] != '>' && (end == i || text[end] != '/'))
        {
            end++;
        }

        _tag = text[i..end].ToLowerInvariant();
        return end - 1;
    }

    private void InTag(char c)
    {
        if (c == '>')
        {
            _state = CloseTag();
        }
        else if (c == '=' && _name.Count > 0)
        {
            _attribute = new string([.. _name]).ToLowerInvariant();
            _name.Clear();
            _state = State.BeforeValue;
        }
        else if (IsSpace(c) || c == '/')
        {
            _state = State.Tag;
        }
        else
        {
            if (_state == State.Tag)
            {
                _name.Clear();
            }

            _state = State.Attribute;
            _name.Add(c);
        }
    }

    private State CloseTag()
    {
        _name.Clear();
        if (_tag is "style" or "script" or "title" or "textarea" or "xmp")
        {
            _rawTag = _tag;
            return State.Raw;
        }

        return State.Text;
    }

    // Raw text ends only at its own end tag (§13.2.5.2 to §13.2.5.4).
    private int InRaw(string text, int i)
    {
        var end = text.IndexOf("</", i, StringComparison.Ordinal);
        if (end < 0)
        {
            return text.Length;
        }

        if (text.AsSpan(end + 2).StartsWith(_rawTag, StringComparison.OrdinalIgnoreCase))
        {
            _tag = "/" + _rawTag;
            _state = State.Tag;
            return end + 1 + _rawTag.Length;
        }

        return end + 1;
    }
}
