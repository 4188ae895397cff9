using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.People;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Pages.Contacts;

[Authorize(Policies.Marketer)]
public sealed class IndexModel(ModerationDb db, CurrentAccount current, TimeProvider clock) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Give the list a name.")]
    [StringLength(200, ErrorMessage = "The name of a list has at most 200 characters.")]
    public string? Name { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public IReadOnlyList<ImportRow> Imports { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var name = Name?.Trim() ?? "";
        if (ModelState.IsValid && await db.Lists.AnyAsync(l => l.Name == name, ct))
        {
            ModelState.AddModelError(nameof(Name), $"There is a list called \"{name}\" already. Choose another name.");
        }

        if (!ModelState.IsValid)
        {
            await LoadAsync(ct);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var list = new ContactList { AccountId = current.AccountId!.Value, Name = name, CreatedAt = clock.GetUtcNow() };
        db.Lists.Add(list);
        await db.SaveChangesAsync(ct);
        TempData["Message"] = $"The list \"{name}\" is made. Import contacts into it.";
        return LocalRedirect($"/contacts/{list.Id}/import");
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Rows = await db.Lists.AsNoTracking().OrderBy(l => l.Name).Select(list => new Row(
            list.Id,
            list.Name,
            list.Filter != null,
            db.ListMemberships.Count(m => m.AccountId == list.AccountId && m.ListId == list.Id),
            (from m in db.ListMemberships
             join c in db.Contacts on new { m.AccountId, Id = m.ContactId } equals new { c.AccountId, c.Id }
             where m.AccountId == list.AccountId && m.ListId == list.Id && c.OptedInAt != null && !db.Suppressions.Any(s => s.AccountId == c.AccountId && s.EmailKey == c.EmailKey)
             select m).Count(),
            (from m in db.ListMemberships
             join c in db.Contacts on new { m.AccountId, Id = m.ContactId } equals new { c.AccountId, c.Id }
             where m.AccountId == list.AccountId && m.ListId == list.Id && db.Suppressions.Any(s => s.AccountId == c.AccountId && s.EmailKey == c.EmailKey)
             select m).Count())).ToListAsync(ct);
        Imports = await (
            from import in db.Imports.AsNoTracking()
            join list in db.Lists on new { import.AccountId, Id = import.ListId } equals new { list.AccountId, list.Id }
            orderby import.StartedAt descending
            select new ImportRow(import.Id, import.FileName, list.Name, import.By, import.StartedAt, import.State, import.Added, import.Known, import.Refused)).Take(10).ToListAsync(ct);
    }

    /// <param name="Id">Of the list.</param>
    /// <param name="Name">Of the list.</param>
    /// <param name="IsGroup">Its members follow from a filter, as of the last look.</param>
    /// <param name="Contacts">All members.</param>
    /// <param name="OptedIn">Members with evidence of consent whom no suppression forbids.</param>
    /// <param name="Suppressed">Members who are never mailed.</param>
    public sealed record Row(Guid Id, string Name, bool IsGroup, int Contacts, int OptedIn, int Suppressed);

    public sealed record ImportRow(Guid Id, string FileName, string List, string By, DateTimeOffset At, ImportState State, int Added, int Known, int Refused);
}
