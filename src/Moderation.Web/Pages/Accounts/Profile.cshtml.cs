using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.People;
using Customer = Moderation.Accounts.Account;

namespace Moderation.Web.Pages.Accounts;

/// <summary>Changes an account's name and business profile, which reviewers hold its mail against: staff see it, an admin changes it.</summary>
[Authorize(Policies.Admin)]
public sealed class ProfileModel(ModerationDb db, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public ProfileInput Input { get; set; } = new();

    /// <summary>As it is now.</summary>
    public string Name { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await LoadAsync(ct) is not { } account)
        {
            return NotFound();
        }

        Input = ProfileInput.Of(account);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(Id, ct);
        if (await LoadAsync(ct) is not { } account)
        {
            return NotFound();
        }

        Input.Check(ModelState);
        if (ModelState.IsValid)
        {
            await db.CheckNameAsync(Input, Id, ModelState, ct);
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        if (Input.Difference(account) is { Length: > 0 } detail)
        {
            Input.Write(account);
            await db.WriteAsync(Id, User.Id(), User.DisplayName(), "account.profile-changed", null, detail, clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            TempData["Message"] = "The business profile is saved.";
        }

        return RedirectToPage("Details", new { Id });
    }

    private async Task<Customer?> LoadAsync(CancellationToken ct)
    {
        var account = await db.Accounts.SingleOrDefaultAsync(account => account.Id == Id, ct);
        Name = account?.Name ?? "";
        return account;
    }
}
