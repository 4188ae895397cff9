using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Rules;

/// <summary>Every rule and what it does now, for everybody who is signed in.</summary>
public sealed class IndexModel(ModerationDb db) : PageModel
{
    /// <summary>Only rules that say all of these words.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    public Policy Policy { get; private set; } = Policy.Default;

    public IReadOnlyList<RuleGroup> Groups { get; private set; } = [];

    public int Shown => Groups.Sum(group => group.Rules.Count);

    public async Task OnGetAsync(CancellationToken ct)
    {
        Policy = await db.CurrentPolicyAsync(ct);
        var words = (Search ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Groups = RuleGroup.Of(rule => words.All(word => Says(rule, word)));
    }

    private static bool Says(RuleInfo rule, string word) =>
        new[] { rule.Code, rule.Title, rule.Why, rule.Fix, rule.Source }.Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
