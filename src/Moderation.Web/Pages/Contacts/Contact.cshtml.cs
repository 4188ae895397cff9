using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Feedback;
using Moderation.Web.Pages.Contacts.People;
using Moderation.Web.People;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Pages.Contacts;

/// <summary>
/// One person: lists, evidence of consent, opt-outs, mailings. The account's people see and act; staff see, to prove when and how
/// somebody opted out.
/// </summary>
public sealed class ContactModel(ModerationDb db, Erasure erasure, TimeProvider clock) : PageModel
{
    public PersonRecord Person { get; private set; } = null!;

    /// <summary>Staff look and change nothing.</summary>
    public bool MayAct => User.IsInRole(Role.Marketer);

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => WithAsync(id, Page, ct);

    public Task<IActionResult> OnGetJsonAsync(Guid id, CancellationToken ct) => WithAsync(id, () => File(PersonExport.Json(Person), "application/json", "person.json"), ct);

    public Task<IActionResult> OnGetCsvAsync(Guid id, CancellationToken ct) => WithAsync(id, () => File(PersonExport.Csv(Person), "text/csv", "person.csv"), ct);

    /// <summary>Nothing is done without saying what.</summary>
    public IActionResult OnPost() => NotFound();

    /// <summary>Never mail this address again.</summary>
    public async Task<IActionResult> OnPostTakeOutAsync(Guid id, CancellationToken ct)
    {
        if (!MayAct || await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } contact)
        {
            return NotFound();
        }

        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var taken = await db.Database.ExecuteSqlAsync(
            $"""
            insert into app.suppressions (account_id, id, email_key, reason, at, evidence)
            values ({contact.AccountId}, {Guid.CreateVersion7(now)}, {contact.EmailKey}, {nameof(SuppressionReason.Manual)}, {now}, {$"by {User.DisplayName()} on the contact page"})
            on conflict (account_id, email_key) do nothing
            """, ct);
        if (taken == 1)
        {
            await db.WriteAsync(contact.AccountId, User.Id(), User.DisplayName(), "contact.taken-out", null, $"Contact {contact.Id}", now, ct);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
        TempData["Message"] = $"{contact.Email} is never mailed again.";
        return LocalRedirect($"/contacts/people/{id}");
    }

    public async Task<IActionResult> OnPostEraseAsync(Guid id, bool sure, CancellationToken ct)
    {
        if (!MayAct || await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } contact)
        {
            return NotFound();
        }

        if (!sure)
        {
            ModelState.AddModelError("sure", "Tick the box first: an erasure cannot be undone.");
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await OnGetAsync(id, ct);
        }

        await erasure.RunAsync(contact.AccountId, contact.EmailKey, User.Id(), User.DisplayName(), ct);
        TempData["Message"] = "The person is erased. The address stays suppressed, and nobody can read it.";
        return LocalRedirect("/contacts");
    }

    private async Task<IActionResult> WithAsync(Guid id, Func<IActionResult> answer, CancellationToken ct)
    {
        if (await PersonRecord.ReadAsync(db, id, ct) is not { } person)
        {
            return NotFound();
        }

        Person = person;
        return answer();
    }
}
