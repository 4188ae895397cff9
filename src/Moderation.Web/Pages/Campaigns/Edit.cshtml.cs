using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Senders;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Pages.Shared.Components;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>Writes a draft. Whatever goes wrong, what was typed stays on the page.</summary>
[Authorize(Policies.Marketer)]
[RequestSizeLimit(2 * Attaching.MaxBytes)]
[RequestFormLimits(MultipartBodyLengthLimit = 2 * Attaching.MaxBytes)]
public sealed class EditModel(ModerationDb db, CampaignIntake intake, DomainProposals domains, TimeProvider clock) : PageModel
{
    [BindProperty]
    public ComposeInput Input { get; set; } = new();

    [BindProperty]
    public List<IFormFile> Files { get; set; } = [];

    public Campaign Campaign { get; private set; } = null!;

    public IReadOnlyList<Choice> Senders { get; private set; } = [];

    public IReadOnlyList<Choice> Lists { get; private set; } = [];

    /// <summary>Which of several sending domains fits; null when there is nothing to choose. Chosen by nobody but the marketer.</summary>
    public DomainProposal? Proposal { get; private set; }

    /// <summary>The domain of the sender that is chosen; null while none is.</summary>
    public Guid? DomainOfSender { get; private set; }

    public IReadOnlyList<FileRow> Attachments { get; private set; } = [];

    /// <summary>What somebody else saved in the meantime; null when nobody did.</summary>
    public Campaign? Theirs { get; private set; }

    public string? TheirName { get; private set; }

    /// <summary>Whether saving takes it out of the queue or voids an approval.</summary>
    public bool VoidsSubmission => Campaign.State is not (CampaignState.Draft or CampaignState.Blocked or CampaignState.Rejected);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        if (!Campaign.IsEditable)
        {
            TempData["Warning"] = "This campaign cannot be edited any more.";
            return LocalRedirect($"/campaigns/{id}");
        }

        Input = ComposeInput.From(Campaign);
        Proposal = await domains.ForAsync(Campaign, ct);
        return Page();
    }

    public Task<IActionResult> OnPostSaveAsync(Guid id, CancellationToken ct) => SaveAndGoAsync(id, $"/campaigns/{id}/edit", ct);

    public Task<IActionResult> OnPostCheckAsync(Guid id, CancellationToken ct) => SaveAndGoAsync(id, $"/campaigns/{id}/check-up", ct);

    /// <summary>Takes the proposal, with all that was typed.</summary>
    public Task<IActionResult> OnPostUseSenderAsync(Guid id, Guid sender, CancellationToken ct)
    {
        ModelState.Remove("Input.SenderId");
        Input.SenderId = sender;
        return SaveAndGoAsync(id, $"/campaigns/{id}/edit", ct);
    }

    /// <summary>A sender, for people.</summary>
    public string Label(Guid? sender) => Senders.FirstOrDefault(one => one.Id == sender)?.Label ?? "";

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, Guid attachment, CancellationToken ct)
    {
        var outcome = await SaveAsync(id, () => db.Attachments.Where(a => a.CampaignId == id && a.Id == attachment).ExecuteDeleteAsync(ct), ct);
        return outcome ?? LocalRedirect($"/campaigns/{id}/edit#attachments");
    }

    /// <summary>By script, while the person types.</summary>
    public async Task<IActionResult> OnPostAutosaveAsync(Guid id, CancellationToken ct)
    {
        Files = [];
        var outcome = await SaveAsync(id, attach: null, ct);
        return outcome switch
        {
            null => new JsonResult(new { version = Campaign.Version, saved = $"Saved {clock.GetUtcNow():HH:mm} UTC" }),
            NotFoundResult notFound => notFound,
            _ => new JsonResult(new { problem = Theirs is null ? "Not saved: something on the page has to be mended first." : "Not saved: the campaign was changed in another window. Press Save to see both versions." })
            {
                StatusCode = Theirs is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict,
            },
        };
    }

    private async Task<IActionResult> SaveAndGoAsync(Guid id, string then, CancellationToken ct)
    {
        if (await SaveAsync(id, attach: null, ct) is { } outcome)
        {
            return outcome;
        }

        TempData["Message"] = $"Saved {clock.GetUtcNow():HH:mm} UTC.";
        return LocalRedirect(then);
    }

    /// <returns>Null when it was saved, else what to show.</returns>
    private async Task<IActionResult?> SaveAsync(Guid id, Func<Task>? attach, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        Input.Check(ModelState, Senders, Lists);
        if (!ModelState.IsValid)
        {
            return Show(StatusCodes.Status422UnprocessableEntity);
        }

        if (Input.Version != Campaign.Version)
        {
            return await ConflictAsync(id, ct);
        }

        var now = clock.GetUtcNow();
        var before = Campaign.State;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        try
        {
            Campaign.Edit(Input.ToDraft(), User.Id(), now);
            if (await Attaching.AddAsync(db, Campaign, Files, ct) is { } refusal)
            {
                ModelState.AddModelError(nameof(Files), refusal);
                return Show(StatusCodes.Status422UnprocessableEntity);
            }

            if (before != CampaignState.Draft)
            {
                await intake.FreeReservationAsync(Campaign, ct);
                await db.WriteAsync(Campaign.AccountId, User.Id(), User.DisplayName(), "campaign.edited", id, "", now, ct);
            }

            await db.SaveChangesAsync(ct);
            await (attach?.Invoke() ?? Task.CompletedTask);
            await transaction.CommitAsync(ct);
            return null;
        }
        catch (InvalidTransitionException e)
        {
            ModelState.AddModelError("", e.Message);
            return Show(StatusCodes.Status409Conflict);
        }
        catch (DbUpdateConcurrencyException)
        {
            await transaction.RollbackAsync(ct);
            db.ChangeTracker.Clear();
            return await LoadAsync(id, ct) ? await ConflictAsync(id, ct) : NotFound();
        }
    }

    // Both versions stay: the one that was typed in the form, the other one beside it.
    private async Task<PageResult> ConflictAsync(Guid id, CancellationToken ct)
    {
        Theirs = await db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == id, ct);
        TheirName = await db.Users.Where(u => u.Id == Theirs.EditedBy).Select(u => u.DisplayName).SingleOrDefaultAsync(ct);
        ModelState.Remove("Input.Version");
        Input.Version = Theirs.Version;
        return Show(StatusCodes.Status409Conflict);
    }

    private PageResult Show(int status)
    {
        Response.StatusCode = status;
        return Page();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Campaigns.SingleOrDefaultAsync(c => c.Id == id, ct) is not { } campaign)
        {
            return false;
        }

        Campaign = campaign;
        var senders = await db.Senders.AsNoTracking().OrderBy(s => s.Name).ToListAsync(ct);
        Senders = [.. senders.Select(s => new Choice(s.Id, $"{s.Name} <{s.Email}>"))];
        DomainOfSender = senders.Find(s => s.Id == campaign.SenderId)?.SendingDomainId;
        var lists = await db.Lists.OrderBy(l => l.Name).Select(l => new { l.Id, l.Name, Size = db.ListMemberships.Count(m => m.ListId == l.Id) }).ToListAsync(ct);
        Lists = [.. lists.Select(l => new Choice(l.Id, $"{l.Name} ({l.Size:N0})"))];
        Attachments = await db.Attachments.Where(a => a.CampaignId == id).OrderBy(a => a.Id).Select(a => new FileRow(a.Id, a.Name, a.Size, a.ContentId != null)).ToListAsync(ct);
        return true;
    }

    public sealed record Choice(Guid Id, string Label);

    public sealed record FileRow(Guid Id, string Name, int Size, bool IsInline)
    {
        public string SizeText => Times.Bytes(Size);
    }
}
