using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;
using Moderation.Web.Pages.Queue;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Accounts;

/// <summary>Every customer, by name.</summary>
[Authorize(Policies.Staff)]
public sealed class IndexModel(ModerationDb db) : PageModel
{
    private const int PageSize = 50;

    /// <summary>Only accounts whose name contains this.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>Only accounts whose name stands after this one.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<AccountRow> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var accounts = db.Accounts.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(Search))
        {
            // What LIKE takes for a wildcard is meant as it is written.
            var words = Search.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
            var pattern = $"%{words}%";
            accounts = accounts.Where(account => EF.Functions.ILike(account.Name, pattern, "\\"));
        }

        if (!string.IsNullOrEmpty(After))
        {
            accounts = accounts.Where(account => string.Compare(account.Name, After) > 0);
        }

        var rows = await accounts
            .OrderBy(account => account.Name)
            .Take(PageSize + 1)
            .Select(account => new AccountRow(
                account.Id,
                account.Name,
                account.Profile.Industry,
                account.CreatedAt,
                account.ProbationLiftedAt == null,
                account.ModeratedSince,
                db.InQueue().Count(campaign => campaign.AccountId == account.Id)))
            .ToListAsync(ct);
        Rows = [.. rows.Take(PageSize)];
        Next = rows.Count > PageSize ? Rows[^1].Name : null;
    }
}

/// <param name="OnProbation">Each campaign is approved by a person.</param>
/// <param name="Waiting">Campaigns in the queue.</param>
public sealed record AccountRow(Guid Id, string Name, string Industry, DateTimeOffset CreatedAt, bool OnProbation, DateTimeOffset? ModeratedSince, int Waiting);
