using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

/// <summary>A rule of a style element.</summary>
/// <param name="Selectors">As written.</param>
/// <param name="Body">What stands between the braces.</param>
/// <param name="Views">The views in which it holds, as flags.</param>
/// <param name="Order">Its place among the rules of the mail.</param>
/// <param name="Line">Of the source, from 1.</param>
internal sealed record StyleRule(string Selectors, string Body, int Views, int Order, int Line)
{
    private List<Declaration>? _declarations;

    /// <summary>Read when the rule first matches: most never do.</summary>
    public List<Declaration> Declarations => _declarations ??= Declaration.Read(Body);

    public override string ToString() => $"style sheet, line {Line}: {Excerpt.Of(Selectors)}";
}

/// <summary>All style elements of a mail, wherever they stand, by what their selectors ask of the element itself.</summary>
internal sealed class StyleSheets
{
    // Each deeper level is read again.
    private const int MostNested = 8;
    private const int MostRules = 50_000;

    private static readonly List<(Selector Selector, StyleRule Rule)> None = [];

    private readonly Dictionary<string, List<(Selector Selector, StyleRule Rule)>> _byName;
    private readonly SightBudget _budget;
    private int _rules;

    private StyleSheets(SightBudget budget, StringComparison names) =>
        (_budget, _byName) = (budget, new(names == StringComparison.Ordinal ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase));

    public static StyleSheets Of(ParsedHtml html, Matching matching)
    {
        var sheets = new StyleSheets(matching.Budget, matching.Names);
        foreach (var style in html.Named("style"))
        {
            if (style.GetAttribute("type") is { Length: > 0 } type && !type.Trim().Equals("text/css", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var views = style.GetAttribute("media") is { } media ? MediaQuery.Views(media) : View.Every;
            if (views != 0)
            {
                var css = CssScan.WithoutComments(TextOf(style));
                sheets.HaveVariables |= css.Contains("--", StringComparison.Ordinal) || css.Contains('\\', StringComparison.Ordinal);
                sheets.Read(css, views, null, html.PlaceOf(style)?.Line ?? 1, 0);
            }
        }

        return sheets;
    }

    /// <summary>Whether there may be custom properties: two hyphens, or an escape that may stand for them.</summary>
    public bool HaveVariables { get; private set; }

    /// <summary>The selectors that may match an element with this id, class or type; "*" for those that ask for none.</summary>
    public List<(Selector Selector, StyleRule Rule)> Named(string name) => _byName.GetValueOrDefault(name) ?? None;

    /// <summary>What stands in a style element: nearly always one text, for which none is put together.</summary>
    public static string TextOf(IElement style) => style.ChildNodes is { Length: 1 } only && only[0] is IText text ? text.Data : style.TextContent;

    // One level of a sheet: rules and at-rules up to the end.
    private void Read(string css, int views, string? parent, int line, int nested)
    {
        if (nested > MostNested)
        {
            throw new BeyondSightException($"its style sheets are nested more than {MostNested} deep");
        }

        _budget.Spend(css.Length / 16);
        for (var from = 0; from < css.Length;)
        {
            // At the top of a sheet only an at-rule ends at a semicolon.
            var start = from + css.AsSpan(from).IndexOfAnyExcept(" \t\n\f\r");
            if (start < from)
            {
                return;
            }

            var open = CssScan.Find(css, start, css[start] == '@' || parent is not null ? "{;" : "{");
            if (open == css.Length)
            {
                return;
            }

            if (css[open] == ';')
            {
                (line, from) = (line + Lines(css, from, open), open + 1);
                continue;
            }

            var close = CssScan.Find(css, open + 1, "}");
            line += Lines(css, from, start);
            Rule(css[start..open].TrimEnd(), css[(open + 1)..close], views, parent, line, line + Lines(css, start, open), nested);
            line += Lines(css, start, Math.Min(close + 1, css.Length));
            from = close + 1;
        }
    }

    private void Rule(string head, string body, int views, string? parent, int line, int bodyLine, int nested)
    {
        if (head.Length == 0)
        {
            // Braces without a selector are for nothing.
            return;
        }

        if (head[0] != '@')
        {
            Add(Nested(head, parent), body, views, line, bodyLine, nested);
            return;
        }

        var end = head.AsSpan().IndexOfAny(" \t\n(");
        var (name, rest) = (end < 0 ? head : head[..end], end < 0 ? "" : head[end..].Trim());
        var inside = name.ToLowerInvariant() switch
        {
            "@media" => views & MediaQuery.Views(rest),
            // What today's programs support is not ours to know: a rule that hides is taken at its word.
            "@supports" or "@layer" or "@container" or "@scope" or "@starting-style" => rest.StartsWith("not", StringComparison.OrdinalIgnoreCase) ? 0 : views,
            _ => 0,
        };
        if (inside == 0)
        {
            return;
        }

        if (parent is not null)
        {
            Add(parent, body, inside, line, bodyLine, nested);
        }
        else
        {
            Read(body, inside, null, bodyLine, nested + 1);
        }
    }

    private void Add(string selectors, string body, int views, int line, int bodyLine, int nested)
    {
        var rule = new StyleRule(selectors, body, views, _rules++, line);
        if (_rules > MostRules)
        {
            throw new BeyondSightException($"its style sheets have more than {MostRules:N0} rules");
        }

        _budget.Spend(8);
        foreach (var selector in SelectorParser.List(selectors))
        {
            var last = selector.Compounds[0];
            var key = last.Ids is [var id, ..] ? "#" + id : last.Classes is [var name, ..] ? "." + name : last.Type ?? "*";
            if (!_byName.TryGetValue(key, out var same))
            {
                _byName.Add(key, same = []);
            }

            same.Add((selector, rule));
        }

        if (body.Contains('{', StringComparison.Ordinal))
        {
            Read(body, views, selectors, bodyLine, nested + 1);
        }
    }

    // CSS Nesting: "&" is the selector around it, which also stands before one that does not name it.
    private static string Nested(string head, string? parent)
    {
        if (parent is null)
        {
            return head;
        }

        if (parent.Length > 2_000)
        {
            throw new BeyondSightException("the selectors of its style sheets are nested too deep");
        }

        return string.Join(", ", CssScan.Split(head, ',').Select(one =>
            one.Contains('&', StringComparison.Ordinal) ? one.Replace("&", $":is({parent})", StringComparison.Ordinal) : $":is({parent}) {one}"));
    }

    private static int Lines(string css, int from, int to) => css.AsSpan(from, to - from).Count('\n');
}
