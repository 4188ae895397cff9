using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Importing;
using Moderation.Web.Pages.Contacts.People;
using Moderation.Web.Pages.Shared.Components;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Contacts;

/// <summary>The contacts of one list, in the order of their addresses; pages by address, so that a page far back costs what the first one costs.</summary>
[Authorize(Policies.Marketer)]
public sealed class ListModel(ModerationDb db, TimeProvider clock) : PageModel
{
    private const int PageSize = 100;

    public ContactList List { get; private set; } = null!;

    /// <summary>Start of the address.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Find { get; set; }

    /// <summary>Show what comes after this address.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public string? NextAfter { get; private set; }

    public int Total { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.Lists.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, ct) is not { } list)
        {
            return NotFound();
        }

        List = list;
        Total = await db.ListMemberships.CountAsync(m => m.ListId == id, ct);
        var contacts =
            from member in db.ListMemberships
            where member.ListId == id
            join contact in db.Contacts on new { member.AccountId, Id = member.ContactId } equals new { contact.AccountId, contact.Id }
            select contact;
        if (Find?.Trim().ToLowerInvariant() is { Length: > 0 } prefix)
        {
            contacts = contacts.Where(c => c.EmailKey.StartsWith(prefix));
        }

        if (After is { Length: > 0 } after)
        {
            contacts = contacts.Where(c => string.Compare(c.EmailKey, after) > 0);
        }

        var rows = await contacts.OrderBy(c => c.EmailKey).Take(PageSize + 1)
            .Select(c => new
            {
                c.EmailKey,
                Row = new Row(c.Id, c.Email, (c.FirstName + " " + c.LastName).Trim(), c.OptedInAt, c.Source,
                    db.Suppressions.Where(s => s.AccountId == c.AccountId && s.EmailKey == c.EmailKey).Select(s => (SuppressionReason?)s.Reason).FirstOrDefault(),
                    db.PartialOptOuts.Any(o => o.AccountId == c.AccountId && o.EmailKey == c.EmailKey && o.ListId == id)),
            })
            .ToListAsync(ct);
        NextAfter = rows.Count > PageSize ? rows[PageSize - 1].EmailKey : null;
        Rows = [.. rows.Take(PageSize).Select(row => row.Row)];
        return Page();
    }

    /// <summary>A group can go: its contacts stay. A list is what people agreed to, and stays.</summary>
    public async Task<IActionResult> OnPostDeleteAsync(Guid id, CancellationToken ct)
    {
        if (await db.Lists.SingleOrDefaultAsync(l => l.Id == id && l.Filter != null, ct) is not { } group)
        {
            return NotFound();
        }

        if (await db.UseOfAsync(id, isOver: true, ct) is { } use)
        {
            TempData["Message"] = $"The group \"{group.Name}\" stays: the campaign \"{use}\" goes or went to it, and its record names it.";
            return LocalRedirect($"/contacts/{id}");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Lists.Remove(group);
        await db.WriteAsync(group.AccountId, User.Id(), User.DisplayName(), "contacts.group-deleted", null, group.Name, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = $"The group \"{group.Name}\" is deleted. Its contacts are still there.";
        return LocalRedirect("/contacts");
    }

    /// <summary>All of them, with what is known about them.</summary>
    public async Task<IActionResult> OnGetExportAsync(Guid id, CancellationToken ct)
    {
        if (await db.Lists.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, ct) is not { } list)
        {
            return NotFound();
        }

        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            await db.WriteAsync(list.AccountId, User.Id(), User.DisplayName(), "contacts.exported", null, list.Name, clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return new CsvResult($"{list.Name}.csv", csv => ListExport.WriteAsync(db, id, csv, ct));
    }

    public sealed record Row(Guid Id, string Email, string Name, DateTimeOffset? OptedInAt, string Source, SuppressionReason? Suppressed, bool HasLeft)
    {
        public Badge Badge => Suppressed is { } reason ? PersonWords.Of(reason)
            : HasLeft ? new("neutral", "block", "Left this list")
            : OptedInAt is null ? new("hold", "warning", "No evidence")
            : new("ok", "ok", "Opted in");
    }
}
