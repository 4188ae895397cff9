using System.Collections.Frozen;

namespace Moderation.Rules;

/// <summary>What the name of a tag means to whoever reads tags. Asked for each tag several times, so it is looked up once.</summary>
[Flags]
internal enum TagKinds
{
    None = 0,

    /// <summary>The parser opens these again in each block that follows (WHATWG HTML §13.2.4.3).</summary>
    Formatting = 1,

    /// <summary>The parser does not look behind these for formatting elements, neither to close nor to open again.</summary>
    Marker = 2,

    /// <summary>Has no end.</summary>
    Void = 4,

    /// <summary>Of another vocabulary, such as VML.</summary>
    Prefixed = 8,

    /// <summary>Where the tokenizer goes on depends on it: text without tags, another language, or a parser that ignores it.</summary>
    DecidesState = 16,

    /// <summary>Nothing is a tag up to its end.</summary>
    Text = 32,
}

/// <param name="Text">In lower case.</param>
/// <param name="Kinds">None for most.</param>
internal readonly record struct TagName(string Text, TagKinds Kinds)
{
    private static readonly FrozenDictionary<string, TagName> Known = new (TagKinds Kinds, string[] Names)[]
    {
        (TagKinds.Formatting, ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]),
        (TagKinds.Marker, ["applet", "caption", "marquee", "object", "td", "th"]),
        (TagKinds.Marker | TagKinds.DecidesState, ["template"]),
        (TagKinds.Void, ["area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source", "track", "wbr"]),
        (TagKinds.DecidesState, ["script", "noscript", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext", "svg", "math", "select", "frameset"]),
        (TagKinds.Text, ["style", "title"]),
        (TagKinds.Prefixed, ["o:p", "v:rect", "v:fill", "v:textbox", "v:roundrect", "w:anchorlock"]),
        (TagKinds.None, ["abbr", "blockquote", "body", "center", "colgroup", "dd", "del", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "html", "ins", "label", "li", "map", "nav", "ol", "p", "pre", "section", "span", "sub", "sup", "table", "tbody", "tfoot", "thead", "tr", "ul"]),
    }.SelectMany(row => row.Names.Select(name => new TagName(name, row.Kinds))).ToFrozenDictionary(tag => tag.Text, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, TagName>.AlternateLookup<ReadOnlySpan<char>> Written = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    public bool Is(TagKinds kinds) => (Kinds & kinds) != TagKinds.None;

    /// <param name="written">In any case.</param>
    public static TagName Of(ReadOnlySpan<char> written)
    {
        if (Written.TryGetValue(written, out var asWritten))
        {
            return asWritten;
        }

        Span<char> lower = stackalloc char[Math.Min(written.Length, 64)];
        if (written.Length > lower.Length)
        {
            lower = new char[written.Length];
        }

        for (var i = 0; i < lower.Length; i++)
        {
            lower[i] = char.IsAsciiLetterUpper(written[i]) ? (char)(written[i] | 0x20) : written[i];
        }

        return Written.TryGetValue(lower, out var known) ? known : new TagName(lower.ToString(), lower.Contains(':') ? TagKinds.Prefixed : TagKinds.None);
    }
}
