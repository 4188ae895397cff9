using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Intake.Importing;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Contacts;

/// <summary>Takes a file; what is done with it is said on the next page.</summary>
[Authorize(Policies.Marketer)]
[RequestSizeLimit(ImportUpload.MostBytes + (1024 * 1024))]
[RequestFormLimits(MultipartBodyLengthLimit = ImportUpload.MostBytes + (1024 * 1024))]
public sealed class ImportModel(ModerationDb db, ImportUpload upload) : PageModel
{
    public ContactList List { get; private set; } = null!;

    /// <summary>The framework keeps what is large on the disk, not in memory.</summary>
    [BindProperty]
    public IFormFile? Contacts { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        if (Contacts is null)
        {
            return Refuse("Choose a CSV file first.");
        }

        if (Contacts.Length > ImportUpload.MostBytes)
        {
            return Refuse("The file is larger than 1 GB. Split it and upload the parts one after the other.");
        }

        try
        {
            await using var file = Contacts.OpenReadStream();
            var import = await upload.KeepAsync(List, Contacts.FileName, file, (User.Id(), User.DisplayName()), ct);
            return LocalRedirect($"/contacts/imports/{import}/columns");
        }
        catch (ContactFileException e)
        {
            return Refuse(e.Message);
        }
    }

    private PageResult Refuse(string why)
    {
        ModelState.AddModelError(nameof(Contacts), why);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Lists.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id && l.Filter == null, ct) is not { } list)
        {
            return false;
        }

        List = list;
        return true;
    }
}
