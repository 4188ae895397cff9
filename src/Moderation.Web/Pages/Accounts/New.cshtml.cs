using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Web.Data;
using Moderation.Web.People;
using Customer = Moderation.Accounts.Account;

namespace Moderation.Web.Pages.Accounts;

/// <summary>Makes an account.</summary>
[Authorize(Policies.Admin)]
public sealed class NewModel(ModerationDb db, TimeProvider clock) : PageModel
{
    [BindProperty]
    public ProfileInput Input { get; set; } = new();

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Input.Check(ModelState);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (ModelState.IsValid)
        {
            await db.CheckNameAsync(Input, except: null, ModelState, ct);
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var now = clock.GetUtcNow();
        var account = new Customer { Name = Input.Name!, CreatedAt = now };
        var detail = Input.Difference(new Customer { Name = "", CreatedAt = now });
        Input.Write(account);
        db.Accounts.Add(account);
        await db.SaveChangesAsync(ct);
        await db.WriteAsync(account.Id, User.Id(), User.DisplayName(), "account.created", null, detail, now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = $"{account.Name} is here. Invite its first marketer.";
        return RedirectToPage("Details", new { account.Id });
    }
}
