using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Pages.Contacts.Importing;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Contacts;

/// <summary>What became of each row of an uploaded file.</summary>
[Authorize(Policies.Marketer)]
public sealed class ImportReportModel(ModerationDb db) : PageModel
{
    public const int Shown = 500;

    public Import Import { get; private set; } = null!;

    public string List { get; private set; } = "";

    public IReadOnlyList<ImportRefusal> Refusals { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) is not { } import)
        {
            return NotFound();
        }

        Import = import;
        List = await db.Lists.Where(l => l.Id == import.ListId).Select(l => l.Name).SingleAsync(ct);
        Refusals = await db.ImportRefusals.AsNoTracking().Where(r => r.ImportId == id).OrderBy(r => r.Line).Take(Shown).ToListAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnGetRefusedAsync(Guid id, CancellationToken ct)
    {
        if (!await db.Imports.AnyAsync(i => i.Id == id, ct))
        {
            return NotFound();
        }

        var rows = await db.ImportRefusals.AsNoTracking().Where(r => r.ImportId == id).OrderBy(r => r.Line).ToListAsync(ct);
        return File(RefusedRowsCsv.Write(rows.Select(r => (r.Line, r.Reason, r.Row))), "text/csv; charset=utf-8", "refused-rows.csv");
    }
}
