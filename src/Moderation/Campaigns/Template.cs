namespace Moderation.Campaigns;

/// <summary>
/// Campaign text cut into literal text and placeholders: <c>{{ unsubscribe_url }}</c>,
/// <c>{{ contact.first_name | default: "reader" }}</c>, spaces optional. Any other <c>{{ … }}</c> and every <c>{% … %}</c>
/// stays in the list as an unknown placeholder, for the rules to report. Every input parses, in time linear in its length,
/// and the sources of the pieces put together are the input.
/// </summary>
public sealed class Template
{
    // Braces further apart than this are prose or style sheets that happen to have both.
    private const int LongestPlaceholder = 512;

    private Template(string source, IReadOnlyList<TemplatePiece> pieces) => (Source, Pieces) = (source, pieces);

    public string Source { get; }

    public IReadOnlyList<TemplatePiece> Pieces { get; }

    public IEnumerable<Placeholder> Placeholders => Pieces.OfType<Placeholder>();

    /// <summary>Whether a placeholder of this name stands in the text.</summary>
    public bool Uses(string name) => Placeholders.Any(p => p.Name == name);

    public static Template Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pieces = new List<TemplatePiece>();
        var literalStart = 0;
        foreach (var placeholder in PlaceholdersIn(text))
        {
            if (placeholder.Offset > literalStart)
            {
                pieces.Add(new Literal(text[literalStart..placeholder.Offset]));
            }

            pieces.Add(placeholder);
            literalStart = placeholder.Offset + placeholder.Source.Length;
        }

        if (literalStart < text.Length)
        {
            pieces.Add(new Literal(text[literalStart..]));
        }

        return new Template(text, pieces);
    }

    /// <summary>As <see cref="Parse(string)"/>, with stretches of the text replaced by other pieces.</summary>
    /// <param name="text">The text.</param>
    /// <param name="edits">In the order of their places; they do not overlap.</param>
    public static Template Parse(string text, IReadOnlyList<TemplateEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var pieces = new List<TemplatePiece>();
        var from = 0;
        foreach (var edit in edits)
        {
            AddParsed(text, from, edit.At, pieces);
            pieces.AddRange(edit.Pieces);
            from = edit.At + edit.Length;
        }

        AddParsed(text, from, text.Length, pieces);
        return new Template(string.Concat(pieces.Select(piece => piece.Source)), pieces);
    }

    /// <summary>The placeholders alone, for long texts of which nothing else is asked.</summary>
    internal static IEnumerable<Placeholder> PlaceholdersIn(string text)
    {
        var at = 0;
        while ((at = NextOpening(text, at)) >= 0)
        {
            var end = Closing(text, at);
            if (end < 0)
            {
                at++;
                continue;
            }

            yield return ReadPlaceholder(text, at, end);
            at = end;
        }
    }

    /// <summary>The text with each known placeholder replaced by what <paramref name="value"/> says; unknown ones stay as they were written.</summary>
    public string Fill(Func<Placeholder, string> value) =>
        string.Concat(Pieces.Select(piece => piece is Placeholder { IsKnown: true } known ? value(known) : piece.Source));

    public override string ToString() => Source;

    private static void AddParsed(string text, int from, int to, List<TemplatePiece> pieces) => pieces.AddRange(Parse(text[from..to]).Pieces);

    private static int NextOpening(string text, int from)
    {
        for (var i = text.IndexOf('{', from); i >= 0 && i + 1 < text.Length; i = text.IndexOf('{', i + 1))
        {
            if (text[i + 1] is '{' or '%')
            {
                return i;
            }
        }

        return -1;
    }

    // The end (exclusive) of what opens at `open`, or -1. A further opening before the end wins over this one,
    // so "{{ {{ contact.email }}" greets nobody with braces around half the letter; it also bounds the work.
    private static int Closing(string text, int open)
    {
        var closer = text[open + 1] == '{' ? '}' : '%';
        var last = Math.Min(text.Length - 1, open + LongestPlaceholder - 1);
        for (var i = open + 1; i < last; i++)
        {
            if (text[i] == '{' && text[i + 1] is '{' or '%')
            {
                return -1;
            }

            if (i > open + 1 && text[i] == closer && text[i + 1] == '}')
            {
                return i + 2;
            }
        }

        return -1;
    }

    private static Placeholder ReadPlaceholder(string text, int start, int end)
    {
        var source = text[start..end];
        var inside = source.AsSpan(2, source.Length - 4).Trim();
        var bar = inside.IndexOf('|');
        var name = (bar < 0 ? inside : inside[..bar]).Trim();
        if (source[1] == '{' && PlaceholderNames.All.TryGetValue(name.ToString(), out var known))
        {
            if (bar < 0)
            {
                return new Placeholder(known, null, start, source);
            }

            if (PlaceholderNames.IsContactValue(known) && ReadDefault(inside[(bar + 1)..]) is { } fallback)
            {
                return new Placeholder(known, fallback, start, source);
            }
        }

        return new Placeholder(inside.ToString(), null, start, source);
    }

    // default: "reader". Editors of HTML write &quot; and typographic quotes; people would not see why those fail.
    private static string? ReadDefault(ReadOnlySpan<char> filter)
    {
        filter = filter.Trim();
        if (!filter.StartsWith("default", StringComparison.Ordinal))
        {
            return null;
        }

        filter = filter["default".Length..].TrimStart();
        if (filter.IsEmpty || filter[0] != ':')
        {
            return null;
        }

        filter = filter[1..].Trim();
        foreach (var (open, close) in (ReadOnlySpan<(string, string)>)[("\"", "\""), ("'", "'"), ("&quot;", "&quot;"), ("&#39;", "&#39;"), ("“", "”"), ("„", "”"), ("„", "“")])
        {
            if (filter.Length >= open.Length + close.Length && filter.StartsWith(open, StringComparison.Ordinal) && filter.EndsWith(close, StringComparison.Ordinal))
            {
                var text = filter[open.Length..^close.Length];
                return text.Contains(open, StringComparison.Ordinal) || text.Contains(close, StringComparison.Ordinal) ? null : text.ToString();
            }
        }

        return null;
    }
}

/// <summary>Pieces in the place of a stretch of text.</summary>
/// <param name="At">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">Of what is replaced; 0 for an insertion.</param>
/// <param name="Pieces">What stands there instead.</param>
public sealed record TemplateEdit(int At, int Length, IReadOnlyList<TemplatePiece> Pieces);
