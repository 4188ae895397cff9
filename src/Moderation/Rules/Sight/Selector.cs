using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

internal enum Combinator
{
    Descendant,
    Child,
    Next,
    Later,
}

/// <summary>
/// One selector (Selectors 4). Matched by a matcher of our own: it counts its steps, where a library's takes
/// whatever time a hostile sheet asks for.
/// </summary>
/// <param name="Compounds">The rightmost first.</param>
/// <param name="Combinators">Each joins the compound of its place with the next one to the left.</param>
internal sealed record Selector(IReadOnlyList<Compound> Compounds, IReadOnlyList<Combinator> Combinators)
{
    /// <summary>Ids, then classes and the like, then types, ten bits each.</summary>
    public int Specificity { get; } = Compounds.Sum(compound => compound.Specificity);

    public bool Matches(IElement element, Matching matching) => Matches(0, element, matching);

    private bool Matches(int at, IElement element, Matching matching)
    {
        matching.Budget.Spend(1);
        if (!Compounds[at].Matches(element, matching))
        {
            return false;
        }

        if (at == Combinators.Count)
        {
            return true;
        }

        switch (Combinators[at])
        {
            case Combinator.Child:
                return element.ParentElement is { } parent && Matches(at + 1, parent, matching);
            case Combinator.Descendant:
                for (var up = element.ParentElement; up is not null; up = up.ParentElement)
                {
                    if (Matches(at + 1, up, matching))
                    {
                        return true;
                    }
                }

                return false;
            default:
                var siblings = Siblings.Before(element, matching.Budget);
                var nearest = Combinators[at] == Combinator.Next ? Math.Max(0, siblings.Count - 1) : 0;
                for (var i = siblings.Count - 1; i >= nearest; i--)
                {
                    if (Matches(at + 1, siblings[i], matching))
                    {
                        return true;
                    }
                }

                return false;
        }
    }
}

/// <param name="Budget">What may be spent.</param>
/// <param name="Names">How ids and classes compare: without a doctype, whatever the case (quirks mode).</param>
internal sealed record Matching(SightBudget Budget, StringComparison Names);

/// <summary>What is asked of one element.</summary>
internal sealed record Compound(string? Type, IReadOnlyList<string> Ids, IReadOnlyList<string> Classes, IReadOnlyList<ICondition> Conditions)
{
    public int Specificity { get; } = (Ids.Count << 20) + (Classes.Count << 10) + (Type is null ? 0 : 1) + Conditions.Sum(condition => condition.Specificity);

    public bool Matches(IElement element, Matching matching)
    {
        if (Type is not null && Type != element.LocalName && !Type.Equals(element.LocalName, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        foreach (var id in Ids)
        {
            if (!id.Equals(element.GetAttribute("id"), matching.Names))
            {
                return false;
            }
        }

        if (Classes.Count > 0)
        {
            var classes = element.GetAttribute("class");
            foreach (var name in Classes)
            {
                if (!HasWord(classes, name, matching.Names))
                {
                    return false;
                }
            }
        }

        foreach (var condition in Conditions)
        {
            if (!condition.Holds(element, matching))
            {
                return false;
            }
        }

        return true;
    }

    public static bool HasWord(ReadOnlySpan<char> words, ReadOnlySpan<char> word, StringComparison comparison)
    {
        foreach (var range in words.SplitAny(" \t\n\f\r"))
        {
            if (word.Length > 0 && words[range].Equals(word, comparison))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>An attribute or a pseudo-class.</summary>
internal interface ICondition
{
    int Specificity { get; }

    bool Holds(IElement element, Matching matching);
}

internal static class Siblings
{
    /// <summary>The elements before this one, in their order.</summary>
    public static List<IElement> Before(IElement element, SightBudget budget)
    {
        var all = All(element, budget);
        var at = all.IndexOf(element);
        return at < 0 ? [] : all.GetRange(0, at);
    }

    /// <summary>The children of the parent.</summary>
    public static List<IElement> All(IElement element, SightBudget budget)
    {
        if (element.Parent is not { } parent)
        {
            return [element];
        }

        // A node's own "previous sibling" searches the parent's list each time.
        budget.Spend(parent.ChildNodes.Length);
        return [.. parent.ChildNodes.OfType<IElement>()];
    }
}
