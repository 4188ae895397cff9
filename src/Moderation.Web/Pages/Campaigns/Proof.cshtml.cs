using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Pages.Queue;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>The marketer shows how a few contacts, drawn at random, signed up.</summary>
[Authorize(Policies.Marketer)]
public sealed class ProofModel(ModerationDb db, TimeProvider clock) : PageModel
{
    [BindProperty]
    public Guid Contact { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public IFormFile? Upload { get; set; }

    public string Subject { get; private set; } = "";

    public IReadOnlyList<ProofRow> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        var sample = await db.ProofSamples.SingleOrDefaultAsync(s => s.CampaignId == id && s.ContactId == Contact, ct);
        if (sample is null)
        {
            return NotFound();
        }

        if (Objection() is { } objection)
        {
            ModelState.AddModelError(nameof(Text), objection);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await LoadAsync(id, ct) ? Page() : NotFound();
        }

        byte[]? file = null;
        if (Upload is not null)
        {
            using var bytes = new MemoryStream();
            await Upload.CopyToAsync(bytes, ct);
            file = bytes.ToArray();
        }

        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        sample.Answer(string.IsNullOrWhiteSpace(Text) ? null : Text.Trim(), file is null ? null : NameOf(Upload!), file, User.DisplayName(), now);
        await db.WriteAsync(sample.AccountId, User.Id(), User.DisplayName(), "campaign.proof-given", id, $"For contact {sample.ContactId}.", now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = $"Your proof for {sample.Email} is kept. The project manager sees it.";
        return LocalRedirect($"/campaigns/{id}/proof");
    }

    private string? Objection() =>
        string.IsNullOrWhiteSpace(Text) && Upload is null ? "Write how the person signed up, or choose a file that shows it."
        : Text?.Length > ProofSample.MostText ? $"The text has more than {ProofSample.MostText:N0} characters. Shorten it, or put it into a file."
        : Upload?.Length > ProofSample.MostBytes ? $"The file is larger than {ProofSample.MostBytes / 1_048_576} MB. Choose a smaller one, such as a picture of the form."
        : null;

    // It becomes the name of a download.
    private static string NameOf(IFormFile file)
    {
        var name = string.Concat(Path.GetFileName(file.FileName).Where(c => !char.IsControl(c) && c is not ('"' or '/' or '\\')));
        return name.Length switch { 0 => "proof", > 100 => name[^100..], _ => name };
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Campaigns.AsNoTracking().Where(c => c.Id == id).Select(c => new { c.AccountId, c.Subject }).SingleOrDefaultAsync(ct) is not { } campaign)
        {
            return false;
        }

        Subject = campaign.Subject;
        Rows = await db.ProofRowsAsync(campaign.AccountId, id, ct);
        return true;
    }
}
