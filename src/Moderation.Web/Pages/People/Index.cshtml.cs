using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;
using Moderation.Web.People;

namespace Moderation.Web.Pages.People;

/// <summary>Everybody who signs in, by name.</summary>
[Authorize(Policies.Admin)]
public sealed class IndexModel(ModerationDb db, TimeProvider clock) : PageModel
{
    internal const int PageSize = 50;

    /// <summary>Only people whose name, address or account contains this.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>Only people who stand after this one.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public IReadOnlyList<PersonRow> Rows { get; private set; } = [];

    public Guid? Next { get; private set; }

    public DateTimeOffset Now { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Now = clock.GetUtcNow();
        var people = db.Users.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(Search))
        {
            // What LIKE takes for a wildcard is meant as it is written.
            var words = Search.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
            var pattern = $"%{words}%";
            people = people.Where(user => EF.Functions.ILike(user.DisplayName, pattern, "\\") || EF.Functions.ILike(user.Email!, pattern, "\\")
                || db.Accounts.Any(account => account.Id == user.AccountId && EF.Functions.ILike(account.Name, pattern, "\\")));
        }

        // Names are shared, so the id decides between two of one name.
        if (After is { } after && await db.Users.Where(user => user.Id == after).Select(user => user.DisplayName).SingleOrDefaultAsync(ct) is { } name)
        {
            people = people.Where(user => string.Compare(user.DisplayName, name) > 0 || (user.DisplayName == name && user.Id > after));
        }

        var rows = await people
            .OrderBy(user => user.DisplayName)
            .ThenBy(user => user.Id)
            .Take(PageSize + 1)
            .Select(user => new PersonRow(
                user.Id,
                user.DisplayName,
                user.Email!,
                db.UserRoles.Where(has => has.UserId == user.Id).Join(db.Roles, has => has.RoleId, role => role.Id, (_, role) => role.Name).FirstOrDefault() ?? "none",
                db.Accounts.Where(account => account.Id == user.AccountId).Select(account => account.Name).FirstOrDefault(),
                user.TwoFactorEnabled,
                user.PasswordHash == null,
                user.LockoutEnd))
            .ToListAsync(ct);
        Rows = [.. rows.Take(PageSize)];
        Next = rows.Count > PageSize ? Rows[^1].Id : null;
    }
}

/// <param name="Account">Of a marketer.</param>
/// <param name="IsInvited">Has no password yet.</param>
/// <param name="LockoutEnd">Locked until then; the end of time when deactivated.</param>
public sealed record PersonRow(Guid Id, string Name, string Email, string Role, string? Account, bool HasSecondStep, bool IsInvited, DateTimeOffset? LockoutEnd);
