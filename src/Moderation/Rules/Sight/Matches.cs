using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

/// <summary>What style sheets and its own style attribute say of one element, in all views.</summary>
/// <param name="Rules">Those that match, the weakest first.</param>
/// <param name="Inline">Of the style attribute.</param>
/// <param name="IsOfEveryView">False when some of the rules hold in one view only.</param>
internal sealed record Matched(List<(Selector Selector, StyleRule Rule)> Rules, List<Declaration> Inline, bool IsOfEveryView);

/// <summary>Finds what is said of elements. Each is looked at once for all views.</summary>
internal sealed class Matches(StyleSheets sheets, Matching matching)
{
    private static readonly List<Declaration> Nothing = [];

    private readonly Dictionary<IElement, Matched> _known = [];

    /// <summary>Whether anything was declared by which an element's style may depend on those around it.</summary>
    public bool HaveVariables { get; private set; } = sheets.HaveVariables;

    public Matched Of(IElement element)
    {
        if (_known.TryGetValue(element, out var known))
        {
            return known;
        }

        var rules = new List<(Selector Selector, StyleRule Rule)>();
        Try(element, "*", rules);
        Try(element, element.LocalName, rules);
        if (element.GetAttribute("id") is { Length: > 0 } id)
        {
            Try(element, "#" + id, rules);
        }

        if (element.GetAttribute("class") is { Length: > 0 } classes)
        {
            var names = classes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            foreach (var name in names is [_] ? names : names.Distinct(StringComparer.Ordinal))
            {
                Try(element, "." + name, rules);
            }
        }

        if (rules.Count > 1)
        {
            rules.Sort((a, b) => a.Selector.Specificity != b.Selector.Specificity ? a.Selector.Specificity.CompareTo(b.Selector.Specificity) : a.Rule.Order.CompareTo(b.Rule.Order));
        }

        var inline = element.GetAttribute("style") is { Length: > 0 } own ? Declaration.Read(own) : Nothing;
        HaveVariables |= inline.Exists(declaration => declaration.IsVariable);
        var matched = new Matched(rules, inline, rules.TrueForAll(one => one.Rule.Views == View.Every));
        _known.Add(element, matched);
        return matched;
    }

    private void Try(IElement element, string name, List<(Selector Selector, StyleRule Rule)> rules)
    {
        foreach (var candidate in sheets.Named(name))
        {
            matching.Budget.Spend(1);
            if (candidate.Selector.Matches(element, matching))
            {
                rules.Add(candidate);
            }
        }
    }
}
