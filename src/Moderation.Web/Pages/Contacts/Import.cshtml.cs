using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Pages.Contacts.Importing;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Contacts;

[Authorize(Policies.Marketer)]
[RequestSizeLimit(ContactFile.MaxBytes + (1024 * 1024))]
[RequestFormLimits(MultipartBodyLengthLimit = ContactFile.MaxBytes + (1024 * 1024))]
public sealed class ImportModel(ModerationDb db, TimeProvider clock) : PageModel
{
    private const int LongestDeclaration = 500;

    public ContactList List { get; private set; } = null!;

    [BindProperty]
    public IFormFile? Contacts { get; set; }

    [BindProperty]
    public string? Declaration { get; set; }

    /// <summary>The day on which these people agreed, for rows that do not say it.</summary>
    [BindProperty]
    public DateOnly? AgreedOn { get; set; }

    [BindProperty]
    public bool IsOurs { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        var now = clock.GetUtcNow();
        Check(now);
        if (!ModelState.IsValid)
        {
            return Refuse();
        }

        using var bytes = new MemoryStream();
        await Contacts!.CopyToAsync(bytes, ct);
        List<ContactRow> rows;
        List<RefusedRow> refused;
        try
        {
            DateTimeOffset? agreed = AgreedOn is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;
            (rows, refused) = ContactFile.Read(bytes.ToArray(), agreed, Declaration!.Trim(), now);
        }
        catch (ContactFileException e)
        {
            ModelState.AddModelError(nameof(Contacts), e.Message);
            return Refuse();
        }

        var import = new Import
        {
            AccountId = List.AccountId,
            ListId = id,
            FileName = Path.GetFileName(Contacts.FileName),
            Declaration = Declaration.Trim(),
            By = User.DisplayName(),
            StartedAt = now,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Imports.Add(import);
        await db.SaveChangesAsync(ct);
        await ContactImport.RunAsync(db, import, rows, refused, clock.GetUtcNow(), ct);
        await db.WriteAsync(List.AccountId, User.Id(), User.DisplayName(), "contacts.imported", null, $"{import.FileName} into {List.Name}: {import.Added:N0} new, {import.Known:N0} known, {import.Refused:N0} refused. Declared source: {import.Declaration}", now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return LocalRedirect($"/contacts/imports/{import.Id}");
    }

    private void Check(DateTimeOffset now)
    {
        if (Contacts is null)
        {
            ModelState.AddModelError(nameof(Contacts), "Choose a CSV file first.");
        }
        else if (Contacts.Length > ContactFile.MaxBytes)
        {
            ModelState.AddModelError(nameof(Contacts), $"The file is larger than {ContactFile.MaxBytes / 1_048_576} MB. Split it and upload the parts one after the other.");
        }

        if (string.IsNullOrWhiteSpace(Declaration) || Declaration.Trim().Length < 10)
        {
            ModelState.AddModelError(nameof(Declaration), "Say in a sentence where these contacts come from, such as \"Newsletter form on our web shop\".");
        }
        else if (Declaration.Length > LongestDeclaration)
        {
            ModelState.AddModelError(nameof(Declaration), $"This is longer than {LongestDeclaration} characters.");
        }

        if (AgreedOn > DateOnly.FromDateTime(now.UtcDateTime))
        {
            ModelState.AddModelError(nameof(AgreedOn), "This day lies in the future.");
        }

        if (!IsOurs)
        {
            ModelState.AddModelError(nameof(IsOurs), "Confirm that you collected these contacts yourselves. Bought or rented lists cannot be imported.");
        }
    }

    private PageResult Refuse()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Lists.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, ct) is not { } list)
        {
            return false;
        }

        List = list;
        return true;
    }
}
