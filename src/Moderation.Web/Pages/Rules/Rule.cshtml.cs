using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Rules;

/// <summary>One rule, out of what it says about itself, with the weight and the figures that count now.</summary>
public sealed class RuleModel(ModerationDb db) : PageModel
{
    public RuleInfo Rule { get; private set; } = null!;

    public Policy Policy { get; private set; } = Policy.Default;

    public IReadOnlyList<Figure> Figures { get; private set; } = [];

    /// <summary>What must be there for the rule to run, a few words each.</summary>
    public IReadOnlyList<string> Needs { get; private set; } = [];

    public bool IsLaw => Law.Covers(Rule.Code) && Rule.Severity == Severity.Block;

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken ct)
    {
        if (RuleCatalogue.Find(code) is not { } rule)
        {
            return NotFound();
        }

        Rule = rule;
        Policy = await db.CurrentPolicyAsync(ct);
        Figures = [.. Figure.All.Where(figure => rule.Figures.Contains(figure.Name))];
        Needs = [.. Said.Where(need => rule.Needs.HasFlag(need.Need)).Select(need => need.Words)];
        return Page();
    }

    private static readonly IReadOnlyList<(Needs Need, string Words)> Said =
    [
        (Moderation.Rules.Needs.Content, "the mail itself"),
        (Moderation.Rules.Needs.Account, "the account, its contacts and what it has sent"),
        (Moderation.Rules.Needs.Network, "the network: name servers, and the pages behind links"),
        (Moderation.Rules.Needs.SpamFilter, "a spam filter; without one installed the rule is not run, and that holds nothing"),
    ];
}
