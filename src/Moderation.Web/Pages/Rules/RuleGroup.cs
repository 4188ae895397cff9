using Moderation.Rules;

namespace Moderation.Web.Pages.Rules;

/// <summary>Rules about one thing, in the order of the catalogue.</summary>
public sealed record RuleGroup(string Title, IReadOnlyList<RuleInfo> Rules)
{
    /// <summary>Every rule that fits, in its group; a group without any is left out.</summary>
    public static IReadOnlyList<RuleGroup> Of(Func<RuleInfo, bool> fits) =>
        [.. RuleCatalogue.All.Where(rule => fits(rule.Info)).GroupBy(TitleOf).Select(group => new RuleGroup(group.Key, [.. group.Select(rule => rule.Info)]))];

    // A rule's folder says what it is about.
    private static string TitleOf(IRule rule) => rule.GetType().Namespace!.Split('.')[^1] switch
    {
        "OptOut" => "Opt-out",
        var folder => folder,
    };
}
