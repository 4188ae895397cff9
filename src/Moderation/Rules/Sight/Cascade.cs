using System.Runtime.InteropServices;
using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

/// <param name="Value">As declared, variables resolved.</param>
/// <param name="From">Where: what its text says is shown to people.</param>
/// <param name="IsImportant">Whether only what is important overrides it.</param>
internal readonly record struct Declared(string Value, object From, bool IsImportant);

/// <summary>What is declared for one element, after the cascade: attributes, style sheets, the element's own style (CSS Cascade 4).</summary>
internal sealed class Style(IElement element, Style? parent)
{
    private readonly Dictionary<string, Declared> _declared = new(StringComparer.Ordinal);
    private PropertyGroups _groups;

    /// <summary>False when the style depends on the view.</summary>
    public bool IsOfEveryView { get; init; } = true;

    public IElement Element { get; } = element;

    public Style? Parent { get; } = parent;

    /// <summary>Null when nothing is declared, or that the parent's shall count.</summary>
    public string? this[string property] => _declared.TryGetValue(property, out var found) && found.Value is not ("inherit" or "unset" or "revert" or "revert-layer") ? found.Value : null;

    /// <summary>Where a declared value comes from, as a reason.</summary>
    public Cause Because(string property, string? value = null) =>
        _declared.TryGetValue(property, out var found) ? new Cause(property, value ?? found.Value, $"{found.From}", Element) : new Cause(property, value ?? "", "the mail program's own style", Element);

    /// <summary>Whether anything of these kinds is declared: what is not need not be read.</summary>
    public bool Has(PropertyGroups groups) => (_groups & groups) != PropertyGroups.None;

    public void Set(string property, string value, object from, bool isImportant)
    {
        ref var declared = ref CollectionsMarshal.GetValueRefOrAddDefault(_declared, property, out var exists);
        if (!exists || !declared.IsImportant || isImportant)
        {
            declared = new Declared(value, from, isImportant);
            _groups |= Property.GroupOf(property);
        }
    }

    /// <summary>all: everything that was declared with no more weight counts no longer.</summary>
    public void Reset(string value, object from, bool isImportant)
    {
        foreach (var (property, _) in _declared.Where(one => (isImportant || !one.Value.IsImportant) && !one.Key.StartsWith("--", StringComparison.Ordinal)).ToList())
        {
            _declared.Remove(property);
        }

        if (value == "initial")
        {
            foreach (var property in (ReadOnlySpan<string>)["color", "font-size", "visibility", "text-indent", "line-height", "letter-spacing"])
            {
                Set(property, "initial", from, isImportant);
            }
        }
    }

    /// <summary>A variable of this element or of the nearest ancestor that has it.</summary>
    public string? Variable(string name, SightBudget budget)
    {
        for (var at = this; at is not null; at = at.Parent)
        {
            budget.Spend(1);
            if (at[name] is { } value)
            {
                return value;
            }
        }

        return null;
    }
}

/// <summary>Why something looks as it does, or is not seen.</summary>
/// <param name="Property">A property of CSS, or a word for what is no property.</param>
/// <param name="Value">What it is set to.</param>
/// <param name="From">Where that is written.</param>
/// <param name="On">The element that it is set on.</param>
internal sealed record Cause(string Property, string Value, string From, IElement On);

/// <summary>Works out what is declared for elements in one view. Only elements that are asked for, and their ancestors, are looked at.</summary>
internal sealed class Cascade(StyleSheets sheets, View view, Matching matching)
{
    private const string Inline = "inline style";

    private readonly Dictionary<IElement, Style> _known = [];
    private bool _isOfEveryView;
    private readonly List<(Selector Selector, StyleRule Rule)> _matched = [];

    /// <summary>That of the other view, which takes over what is the same in both.</summary>
    public Cascade? Twin { get; set; }

    /// <summary>The parent's must have been asked for before: no recursion over the tree.</summary>
    public Style Of(IElement element)
    {
        if (_known.TryGetValue(element, out var known))
        {
            return known;
        }

        Match(element);
        var parent = element.ParentElement is { } around ? _known.GetValueOrDefault(around) : null;
        var style = new Style(element, parent) { IsOfEveryView = _isOfEveryView && parent is not { IsOfEveryView: false } };
        PresentationalHints.Put(element, style);
        var inline = element.GetAttribute("style") is { Length: > 0 } own ? Declaration.Read(own) : [];
        matching.Budget.Spend(8);

        // Variables first: what is declared beside them may use them.
        foreach (var isVariable in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (var (_, rule) in _matched)
            {
                Put(style, rule.Declarations, rule, isVariable);
            }

            Put(style, inline, Inline, isVariable);
        }

        _known.Add(element, style);
        if (style.IsOfEveryView)
        {
            Twin?._known.TryAdd(element, style);
        }

        return style;
    }

    private void Put(Style style, IReadOnlyList<Declaration> declarations, object from, bool isVariable)
    {
        matching.Budget.Spend(declarations.Count);
        foreach (var declaration in declarations)
        {
            if (declaration.Property.StartsWith("--", StringComparison.Ordinal) != isVariable)
            {
                continue;
            }

            if (isVariable)
            {
                style.Set(declaration.Property, declaration.Value, from, declaration.IsImportant);
            }
            else if (Variables.Resolve(declaration.Value, style, matching.Budget) is { } value)
            {
                Shorthands.Put(style, declaration with { Value = value }, from);
            }
        }
    }

    private void Match(IElement element)
    {
        _matched.Clear();
        _isOfEveryView = true;
        Try(element, "*");
        Try(element, element.LocalName);
        if (element.GetAttribute("id") is { Length: > 0 } id)
        {
            Try(element, "#" + id);
        }

        if (element.GetAttribute("class") is { Length: > 0 } classes)
        {
            foreach (var name in classes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal))
            {
                Try(element, "." + name);
            }
        }

        if (_matched.Count > 1)
        {
            _matched.Sort((a, b) => a.Selector.Specificity != b.Selector.Specificity ? a.Selector.Specificity.CompareTo(b.Selector.Specificity) : a.Rule.Order.CompareTo(b.Rule.Order));
        }
    }

    private void Try(IElement element, string name)
    {
        foreach (var candidate in sheets.Named(name))
        {
            matching.Budget.Spend(1);
            if (!candidate.Selector.Matches(element, matching))
            {
                continue;
            }

            _isOfEveryView &= candidate.Rule.Views == View.Every;
            if ((candidate.Rule.Views & view.Bit) != 0)
            {
                _matched.Add(candidate);
            }
        }
    }
}
