using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.People;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Pages.Contacts;

/// <summary>What the opt-out link ends, an address to take out by hand, and who opted out lately.</summary>
[Authorize(Policies.Marketer)]
public sealed class OptOutsModel(ModerationDb db, CurrentAccount current, TimeProvider clock) : PageModel
{
    private const int Shown = 50;

    [BindProperty]
    public OptOutScope Scope { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    public string Account { get; private set; } = "";

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Scope = await db.Accounts.Where(a => a.Id == current.AccountId).Select(a => a.OptOutScope).SingleAsync(ct);
    }

    public async Task<IActionResult> OnPostScopeAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var account = await db.Accounts.SingleAsync(a => a.Id == current.AccountId, ct);
        if (Enum.IsDefined(Scope) && account.OptOutScope != Scope)
        {
            var before = account.OptOutScope;
            account.OptOutScope = Scope;
            await db.WriteAsync(account.Id, User.Id(), User.DisplayName(), "account.opt-out-scope", null, $"{before} → {Scope}", clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        TempData["Message"] = "Saved. It holds for mail already sent too.";
        return LocalRedirect("/contacts/opt-outs");
    }

    public async Task<IActionResult> OnPostTakeOutAsync(CancellationToken ct)
    {
        if (!EmailAddress.TryParse(Email?.Trim(), out var email))
        {
            ModelState.AddModelError(nameof(Email), "Write one address, like name@example.org.");
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            Scope = await db.Accounts.Where(a => a.Id == current.AccountId).Select(a => a.OptOutScope).SingleAsync(ct);
            await LoadAsync(ct);
            return Page();
        }

        var (account, now) = (current.AccountId!.Value, clock.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into app.suppressions (account_id, id, email_key, reason, at, evidence)
            values ({account}, {Guid.CreateVersion7(now)}, {email.Key}, {nameof(SuppressionReason.Manual)}, {now}, {$"by {User.DisplayName()} on the page Opt-outs"})
            on conflict (account_id, email_key) do nothing
            """, ct);
        await db.WriteAsync(account, User.Id(), User.DisplayName(), "contact.taken-out", null, "An address, by hand", now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = $"{email} is never mailed.";
        return LocalRedirect("/contacts/opt-outs");
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Account = await db.Accounts.Where(a => a.Id == current.AccountId).Select(a => a.Name).SingleAsync(ct);
        // Keys begin with their time: the latest are at the end of the index.
        Rows = await db.Consents.AsNoTracking()
            .Where(c => c.AccountId == current.AccountId && c.Step == ConsentStep.Withdrawn)
            .OrderByDescending(c => c.Id)
            .Take(Shown)
            .Select(c => new Row(
                c.ContactId != null && db.Contacts.Any(p => p.AccountId == c.AccountId && p.Id == c.ContactId) ? c.ContactId : null,
                c.EmailKey, c.Purpose, c.Method, c.At,
                db.Campaigns.Where(p => p.AccountId == c.AccountId && p.Id == c.CampaignId).Select(p => p.Subject).FirstOrDefault()))
            .ToListAsync(ct);
    }

    /// <param name="Contact">Null when there is none any more.</param>
    /// <param name="EmailKey">The address, or the hash of an erased one.</param>
    /// <param name="Purpose">What ended.</param>
    /// <param name="Method">By which way.</param>
    /// <param name="At">When.</param>
    /// <param name="Campaign">The subject of the mail.</param>
    public sealed record Row(Guid? Contact, string EmailKey, string Purpose, ConsentMethod Method, DateTimeOffset At, string? Campaign);
}
