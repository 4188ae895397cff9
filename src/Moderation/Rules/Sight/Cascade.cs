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

    // A bit for each property that is declared: most are asked for in vain.
    private ulong _marks;

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

        _marks |= MarkOf(property);
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

    // Several properties share one; shifts count modulo 64.
    private static ulong MarkOf(string property) => 1UL << ((property.Length * 5) + property[0] + (property[^1] * 3));

    private static bool IsVariable(string property) => property is ['-', '-', ..];

    private bool TryGet(string property, out Declared found)
    {
        found = default;
        if (IsVariable(property))
        {
            return _variables is not null && _variables.TryGetValue(property, out found);
        }

        if ((_marks & MarkOf(property)) == 0)
        {
            return false;
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
internal sealed class Cascade(Matches matches, View view, SightBudget budget)
{
    private const string Inline = "inline style";

    private readonly Dictionary<IElement, Style> _known = [];

    /// <summary>That of the other view, which takes over what is the same in both.</summary>
    public Cascade? Twin { get; set; }

    /// <summary>The parent's must have been asked for before: no recursion over the tree.</summary>
    public Style Of(IElement element)
    {
        if (_known.TryGetValue(element, out var known))
        {
            return known;
        }

        var said = matches.Of(element);
        var parent = element.ParentElement is { } around ? _known.GetValueOrDefault(around) : null;
        var style = new Style(element, parent) { IsOfEveryView = said.IsOfEveryView && (parent is not { IsOfEveryView: false } || !matches.HaveVariables) };
        PresentationalHints.Put(element, style);
        budget.Spend(8);

        // Variables first: what is declared beside them may use them.
        foreach (var isVariable in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (var (_, rule) in said.Rules)
            {
                if ((rule.Views & view.Bit) != 0)
                {
                    Put(style, rule.Declarations, rule, isVariable);
                }
            }

            Put(style, said.Inline, Inline, isVariable);
        }

        _known.Add(element, style);
        if (style.IsOfEveryView)
        {
            Twin?._known.TryAdd(element, style);
        }

        return style;
    }

    private void Put(Style style, List<Declaration> declarations, object from, bool isVariable)
    {
        budget.Spend(declarations.Count);
        foreach (var declaration in declarations)
        {
            if (declaration.IsVariable != isVariable)
            {
                continue;
            }

            if (isVariable)
            {
                style.Set(declaration.Property, declaration.Value, from, declaration.IsImportant);
            }
            else if (Variables.Resolve(declaration.Value, style, budget) is { } value)
            {
                Shorthands.Put(style, declaration with { Value = value }, from);
            }
        }
    }
}
