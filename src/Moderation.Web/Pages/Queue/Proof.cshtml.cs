using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Purchase;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Queue;

/// <summary>What the marketer shows of the consent of a few contacts, drawn at random.</summary>
[Authorize(Policies.Staff)]
public sealed class ProofModel(ModerationDb db, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid AccountId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid CampaignId { get; set; }

    public Campaign Campaign { get; private set; } = null!;

    public IReadOnlyList<ProofRow> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await FindAsync(ct) is not { } campaign)
        {
            return NotFound();
        }

        Campaign = campaign;
        Rows = await db.ProofRowsAsync(AccountId, CampaignId, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(AccountId, ct);
        if (await FindAsync(ct) is not { } campaign)
        {
            return NotFound();
        }

        if (!campaign.AwaitsDecision || campaign.ListId is not { } list)
        {
            TempData["Warning"] = "The campaign waits for no decision any more. Nothing was asked.";
        }
        else if (await db.DrawProofAsync(campaign, list, User.DisplayName(), clock.GetUtcNow(), ct) is var drawn and > 0)
        {
            await db.WriteAsync(AccountId, User.Id(), User.DisplayName(), "campaign.proof-asked", CampaignId, $"Of {drawn} contacts drawn at random.", clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            TempData["Message"] = "The marketer is asked to show how these contacts signed up.";
        }

        return LocalRedirect($"/queue/{AccountId}/{CampaignId}/proof");
    }

    /// <summary>The file of one contact. It is a stranger's: always saved, never shown.</summary>
    public async Task<IActionResult> OnGetFileAsync(Guid contact, CancellationToken ct)
    {
        var sample = await db.ProofSamples.AsNoTracking().SingleOrDefaultAsync(s => s.AccountId == AccountId && s.CampaignId == CampaignId && s.ContactId == contact, ct);
        return sample?.File is { } file ? File(file, "application/octet-stream", sample.FileName) : LocalRedirect($"/queue/{AccountId}/{CampaignId}/proof");
    }

    private Task<Campaign?> FindAsync(CancellationToken ct) => db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.AccountId == AccountId && c.Id == CampaignId, ct);
}

/// <summary>A drawn contact with what is shown, without the file itself.</summary>
public sealed record ProofRow(Guid ContactId, string Email, string Source, DateTimeOffset? OptedInAt, DateTimeOffset AskedAt, string AskedBy, string? Text, string? FileName, DateTimeOffset? AnsweredAt, string? AnsweredBy);

public static class ProofRows
{
    public static Task<List<ProofRow>> ProofRowsAsync(this ModerationDb db, Guid account, Guid campaign, CancellationToken ct) => (
        from sample in db.ProofSamples.AsNoTracking()
        where sample.AccountId == account && sample.CampaignId == campaign
        join contact in db.Contacts on new { sample.AccountId, Id = sample.ContactId } equals new { contact.AccountId, contact.Id } into contacts
        from contact in contacts.DefaultIfEmpty()
        orderby sample.Email
        select new ProofRow(sample.ContactId, sample.Email, contact == null ? "" : contact.Source, contact == null ? null : contact.OptedInAt, sample.AskedAt, sample.AskedBy, sample.Text, sample.FileName, sample.AnsweredAt, sample.AnsweredBy))
        .ToListAsync(ct);
}
