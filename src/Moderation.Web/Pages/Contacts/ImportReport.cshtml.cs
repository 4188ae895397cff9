using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Intake.Importing;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Contacts;

/// <summary>How far an import is, and what became of each row.</summary>
[Authorize(Policies.Marketer)]
public sealed class ImportReportModel(ModerationDb db, ImportSignal signal, TimeProvider clock) : PageModel
{
    public const int Shown = 500;

    public Import Import { get; private set; } = null!;

    public string List { get; private set; } = "";

    public bool CanContinue { get; private set; }

    public string Said => Say(Import, CanContinue);

    public IReadOnlyList<ImportRefusal> Refusals { get; private set; } = [];

    public static string StateName(ImportState state) => state switch
    {
        ImportState.Running => "Importing",
        ImportState.Cancelled => "Stopped",
        ImportState.Failed => "Broken off",
        ImportState.Uploaded => "Not started",
        _ => "Imported",
    };

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } import)
        {
            return NotFound();
        }

        if (import.State == ImportState.Uploaded)
        {
            return LocalRedirect($"/contacts/imports/{id}/columns");
        }

        Import = import;
        List = await db.Lists.Where(l => l.Id == import.ListId).Select(l => l.Name).SingleAsync(ct);
        CanContinue = await CanContinueAsync(import, ct);
        Refusals = await db.ImportRefusals.AsNoTracking().Where(r => r.ImportId == id).OrderBy(r => r.Line).Take(Shown).ToListAsync(ct);
        return Page();
    }

    /// <summary>Asked for every two seconds while it runs.</summary>
    public async Task<IActionResult> OnGetProgressAsync(Guid id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } import)
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "no-store";
        return new JsonResult(new { state = import.State.ToString(), done = import.Position, total = import.Size, said = Say(import, await CanContinueAsync(import, ct)) });
    }

    public async Task<IActionResult> OnGetRefusedAsync(Guid id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is null)
        {
            return NotFound();
        }

        var rows = db.ImportRefusals.AsNoTracking().Where(r => r.ImportId == id).OrderBy(r => r.Line).AsAsyncEnumerable();
        return new CsvResult("refused-rows.csv", async csv =>
        {
            await csv.WriteAsync(["line", "reason", "row"], ct);
            await foreach (var row in rows.WithCancellation(ct))
            {
                await csv.WriteAsync([$"{row.Line}", row.Reason, row.Row], ct);
            }
        });
    }

    /// <summary>What is imported stays; the batch at work is taken back by its worker.</summary>
    public Task<IActionResult> OnPostCancelAsync(Guid id, CancellationToken ct) =>
        MoveAsync(id, ImportState.Cancelled, [ImportState.Running], "contacts.import-stopped", ct);

    public async Task<IActionResult> OnPostContinueAsync(Guid id, CancellationToken ct)
    {
        var answer = await MoveAsync(id, ImportState.Running, [ImportState.Cancelled, ImportState.Failed], "contacts.import-continued", ct);
        signal.Ready();
        return answer;
    }

    private async Task<IActionResult> MoveAsync(Guid id, ImportState to, ImportState[] from, string action, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } import)
        {
            return NotFound();
        }

        if (to == ImportState.Running && !await CanContinueAsync(import, ct))
        {
            return LocalRedirect($"/contacts/imports/{id}");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var moved = await db.Imports.Where(i => i.Id == id && from.Contains(i.State)).ExecuteUpdateAsync(
            set => set
                .SetProperty(i => i.State, to)
                .SetProperty(i => i.BrokenOff, 0)
                .SetProperty(i => i.Failure, (string?)null)
                .SetProperty(i => i.RunningSince, (DateTimeOffset?)null)
                .SetProperty(i => i.RowsBefore, i => i.Rows)
                // The worker that may still hold it notices at its next batch.
                .SetProperty(i => EF.Property<Guid?>(i, "Lease"), (Guid?)null)
                .SetProperty(i => EF.Property<DateTimeOffset?>(i, "LeaseUntil"), (DateTimeOffset?)null), ct);
        if (moved == 1)
        {
            await db.WriteAsync(import.AccountId, User.Id(), User.DisplayName(), action, null, $"{import.FileName}, at {import.Share:P0}", clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return LocalRedirect($"/contacts/imports/{id}");
    }

    private Task<Import?> FindAsync(Guid id, CancellationToken ct) => db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct);

    private async Task<bool> CanContinueAsync(Import import, CancellationToken ct) =>
        import.State is ImportState.Cancelled or ImportState.Failed && await db.ImportPieces.AnyAsync(p => p.ImportId == import.Id && p.Number == 0, ct);

    private static string Say(Import import, bool canContinue)
    {
        var far = $"{Math.Floor(import.Share * 100):0} %, {import.Rows:N0} rows decided";
        return import.State switch
        {
            ImportState.Running when import.Rate is { } rate && import.TimeLeft is { } left => $"{far}, {rate:N0} rows a second, {Left(left)} left.",
            ImportState.Running => $"{far}. You may leave this page; the import goes on.",
            ImportState.Cancelled => $"{far}. What is imported stays. {(canContinue ? "Continue goes on with the next row." : Gone)}",
            ImportState.Failed => $"{far}. {import.Failure} {(canContinue ? "" : Gone)}",
            _ => far + ".",
        };
    }

    private const string Gone = "The file is not kept any more: upload it again, and what is imported already is not imported twice.";

    private static string Left(TimeSpan left) => left.TotalSeconds switch
    {
        < 5 => "a few seconds",
        < 90 => $"about {left.TotalSeconds:0} seconds",
        < 5400 => $"about {left.TotalMinutes:0} minutes",
        _ => $"about {left.TotalHours:0} hours",
    };
}
