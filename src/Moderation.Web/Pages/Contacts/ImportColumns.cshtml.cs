using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Intake.Importing;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Contacts;

/// <summary>What the columns of an uploaded file are, and where its contacts come from; starts the import.</summary>
[Authorize(Policies.Marketer)]
public sealed class ImportColumnsModel(ModerationDb db, ImportSignal signal, TimeProvider clock) : PageModel
{
    private const int LongestDeclaration = 500;
    private const int LongestSample = 120;

    private IReadOnlyList<IReadOnlyList<string>> _samples = [];

    public Import Import { get; private set; } = null!;

    public string List { get; private set; } = "";

    public IReadOnlyList<ImportColumn> Columns { get; private set; } = [];

    [BindProperty]
    public string? Declaration { get; set; }

    /// <summary>The day on which these people agreed, for rows that do not say it.</summary>
    [BindProperty]
    public DateOnly? AgreedOn { get; set; }

    [BindProperty]
    public bool IsOurs { get; set; }

    public static string DelimiterName(char delimiter) => delimiter switch
    {
        ';' => "semicolons",
        '\t' => "tabs",
        '|' => "bars",
        _ => "commas",
    };

    /// <summary>What the first rows have in a column.</summary>
    public string Sample(int column)
    {
        var text = string.Join(" · ", _samples.Select(row => column < row.Count ? row[column].Trim() : "").Where(value => value.Length > 0).Take(3));
        return text.Length > LongestSample ? text[..LongestSample] + "…" : text;
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        return Import.State == ImportState.Uploaded ? Page() : LocalRedirect($"/contacts/imports/{id}");
    }

    public async Task<IActionResult> OnPostAsync(Guid id, ColumnUse[] use, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        if (Import.State != ImportState.Uploaded)
        {
            return LocalRedirect($"/contacts/imports/{id}");
        }

        // A script that starts an import need not name the columns that were recognised.
        if (use.Length > 0)
        {
            Columns = [.. Columns.Select((column, i) => i < use.Length && Enum.IsDefined(use[i]) ? column with { Use = use[i] } : column)];
        }

        Check(clock.GetUtcNow());
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        DateTimeOffset? agreed = AgreedOn is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;
        var (columns, declaration) = (ImportColumn.Write(Columns), Declaration!.Trim());
        await db.Imports.Where(i => i.Id == id && i.State == ImportState.Uploaded).ExecuteUpdateAsync(
            set => set
                .SetProperty(i => i.State, ImportState.Running)
                .SetProperty(i => i.Columns, columns)
                .SetProperty(i => i.Declaration, declaration)
                .SetProperty(i => i.AgreedAt, agreed), ct);
        signal.Ready();
        return LocalRedirect($"/contacts/imports/{id}");
    }

    private void Check(DateTimeOffset now)
    {
        if (ImportColumn.Objection(Columns) is { } objection)
        {
            ModelState.AddModelError("use", objection);
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

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) is not { } import)
        {
            return false;
        }

        Import = import;
        List = await db.Lists.Where(l => l.Id == import.ListId).Select(l => l.Name).SingleAsync(ct);
        Columns = ImportColumn.Read(import.Columns);
        if (import.State == ImportState.Uploaded && await db.ImportPieces.AsNoTracking().Where(p => p.ImportId == id && p.Number == 0).Select(p => p.Bytes).SingleOrDefaultAsync(ct) is { } piece)
        {
            _samples = await Recognition.RecordsAsync(piece.AsMemory(0, Math.Min(piece.Length, Recognition.Head)), import.Delimiter, ct) is [_, .. var rows] ? rows : [];
        }

        return true;
    }
}
