using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

/// <summary>[name], [name=value] and its kin.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Sign">'=' alone, or what stands before it: ~ | ^ $ *. Nul when the attribute need only be there.</param>
/// <param name="Value">Compared with.</param>
/// <param name="AnyCase">Whether it ends in i, or the attribute is one whose values HTML compares so.</param>
internal sealed record AttributeCondition(string Name, char Sign, string Value, bool AnyCase) : ICondition
{
    public int Specificity => 1 << 10;

    public bool Holds(IElement element, Matching matching)
    {
        var comparison = AnyCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return element.GetAttribute(Name) is { } actual && Sign switch
        {
            '\0' => true,
            '=' => actual.Equals(Value, comparison),
            '~' => Compound.HasWord(actual, Value, comparison),
            '|' => actual.Equals(Value, comparison) || actual.StartsWith(Value + "-", comparison),
            '^' => Value.Length > 0 && actual.StartsWith(Value, comparison),
            '$' => Value.Length > 0 && actual.EndsWith(Value, comparison),
            _ => Value.Length > 0 && actual.Contains(Value, comparison),
        };
    }
}

/// <summary>A state that a mail just opened is not in: :hover, :visited; a pseudo-element; what no browser knows.</summary>
internal sealed record NeverCondition : ICondition
{
    public int Specificity => 1 << 10;

    public bool Holds(IElement element, Matching matching) => false;
}

/// <summary>:root, :link, :empty and others that one look at the element answers.</summary>
internal sealed record PlainCondition(Func<IElement, bool> Test) : ICondition
{
    public int Specificity => 1 << 10;

    public bool Holds(IElement element, Matching matching) => Test(element);
}

/// <summary>:nth-child(an+b) and its kin.</summary>
/// <param name="Step">a.</param>
/// <param name="Start">b.</param>
/// <param name="IsFromEnd">Counted from the last.</param>
/// <param name="IsOfType">Counted among those of the same name.</param>
internal sealed record PositionCondition(int Step, int Start, bool IsFromEnd, bool IsOfType) : ICondition
{
    public int Specificity => 1 << 10;

    public bool Holds(IElement element, Matching matching)
    {
        var siblings = Siblings.All(element, matching.Budget);
        if (IsOfType)
        {
            siblings.RemoveAll(other => other.LocalName != element.LocalName);
        }

        var position = IsFromEnd ? siblings.Count - siblings.IndexOf(element) : siblings.IndexOf(element) + 1;
        var beyond = position - Start;
        return Step == 0 ? beyond == 0 : beyond % Step == 0 && beyond / Step >= 0;
    }
}

/// <summary>:is(), :where(), :not().</summary>
internal sealed record ListCondition(IReadOnlyList<Selector> Any, bool IsNot, bool IsWeightless) : ICondition
{
    public int Specificity { get; } = IsWeightless || Any.Count == 0 ? 0 : Any.Max(selector => selector.Specificity);

    public bool Holds(IElement element, Matching matching)
    {
        foreach (var selector in Any)
        {
            if (selector.Matches(element, matching))
            {
                return !IsNot;
            }
        }

        return IsNot;
    }
}

/// <summary>:has(): a descendant, or with a leading &gt; a child, that matches.</summary>
internal sealed record HasCondition(IReadOnlyList<Selector> Any, bool IsChild) : ICondition
{
    public int Specificity { get; } = Any.Count == 0 ? 0 : Any.Max(selector => selector.Specificity);

    public bool Holds(IElement element, Matching matching)
    {
        var ahead = new Stack<IElement>(Children(element, matching.Budget));
        while (ahead.TryPop(out var next))
        {
            foreach (var selector in Any)
            {
                if (selector.Matches(next, matching))
                {
                    return true;
                }
            }

            if (!IsChild)
            {
                foreach (var child in Children(next, matching.Budget))
                {
                    ahead.Push(child);
                }
            }
        }

        return false;
    }

    private static IEnumerable<IElement> Children(IElement element, SightBudget budget)
    {
        budget.Spend(4 * element.ChildNodes.Length);
        return element.ChildNodes.OfType<IElement>();
    }
}
