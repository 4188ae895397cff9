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
    // A handful for most elements, and never more than there are properties: looked through one by one.
    private readonly List<(string Property, Declared Declared)> _declared = [];

    // Of these a mail has as many as it likes.
    private Dictionary<string, Declared>? _variables;
    private PropertyGroups _groups;

    /// <summary>False when the style depends on the view.</summary>
    public bool IsOfEveryView { get; init; } = true;

    public IElement Element { get; } = element;

    public Style? Parent { get; } = parent;

    /// <summary>Null when nothing is declared, or that the parent's shall count.</summary>
    public string? this[string property] => TryGet(property, out var found) && found.Value is not ("inherit" or "unset" or "revert" or "revert-layer") ? found.Value : null;

    /// <summary>Where a declared value comes from, as a reason.</summary>
    public Cause Because(string property, string? value = null) =>
        TryGet(property, out var found) ? new Cause(property, value ?? found.Value, found.From, Element) : new Cause(property, value ?? "", "the mail program's own style", Element);

    /// <summary>Whether anything of these kinds is declared: what is not need not be read.</summary>
    public bool Has(PropertyGroups groups) => (_groups & groups) != PropertyGroups.None;

    public void Set(string property, string value, object from, bool isImportant)
    {
        if (IsVariable(property))
        {
            ref var variable = ref CollectionsMarshal.GetValueRefOrAddDefault(_variables ??= new(StringComparer.Ordinal), property, out var exists);
            variable = exists && variable.IsImportant && !isImportant ? variable : new Declared(value, from, isImportant);
            return;
        }

        foreach (ref var one in CollectionsMarshal.AsSpan(_declared))
        {
            if (one.Property == property)
            {
                one.Declared = one.Declared.IsImportant && !isImportant ? one.Declared : new Declared(value, from, isImportant);
                _groups |= Property.GroupOf(property);
                return;
            }
        }

        _declared.Add((property, new Declared(value, from, isImportant)));
        _groups |= Property.GroupOf(property);
    }

    /// <summary>all: everything that was declared with no more weight counts no longer.</summary>
    public void Reset(string value, object from, bool isImportant)
    {
        _declared.RemoveAll(one => isImportant || !one.Declared.IsImportant);
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

    private static bool IsVariable(string property) => property is ['-', '-', ..];

    private bool TryGet(string property, out Declared found)
    {
        found = default;
        if (IsVariable(property))
        {
            return _variables is not null && _variables.TryGetValue(property, out found);
        }

        foreach (ref readonly var one in CollectionsMarshal.AsSpan(_declared))
        {
            if (one.Property == property)
            {
                found = one.Declared;
                return true;
            }
        }

        return false;
    }
}

/// <summary>Why something looks as it does, or is not seen.</summary>
/// <param name="Property">A property of CSS, or a word for what is no property.</param>
/// <param name="Value">What it is set to.</param>
/// <param name="Origin">Where that is written: what its text says is shown to people.</param>
/// <param name="On">The element that it is set on.</param>
internal sealed record Cause(string Property, string Value, object Origin, IElement On)
{
    /// <summary>Where that is written. Put into words for what is reported only: most causes hide nothing.</summary>
    public string From => $"{Origin}";
}

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
            var names = classes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            foreach (var name in names is [_] ? names : names.Distinct(StringComparer.Ordinal))
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
