using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;
using Moderation.Web.People;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Pages.Campaigns;

[Authorize(Policies.Marketer)]
[RequestSizeLimit(2 * CampaignUpload.MaxBytes)]
[RequestFormLimits(MultipartBodyLengthLimit = 2 * CampaignUpload.MaxBytes)]
public sealed class NewModel(ModerationDb db, CurrentAccount current, TimeProvider clock) : PageModel
{
    [BindProperty]
    public IFormFile? Newsletter { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostBlankAsync(CancellationToken ct) => await CreateAsync(null, ct);

    public async Task<IActionResult> OnPostUploadAsync(CancellationToken ct)
    {
        if (Newsletter is null)
        {
            return Refuse("Choose an .eml or .html file first.");
        }

        if (Newsletter.Length > CampaignUpload.MaxBytes)
        {
            return Refuse($"{Newsletter.FileName} is larger than {CampaignUpload.MaxBytes / 1_048_576} MB. Put large files on your own server and link to them.");
        }

        using var bytes = new MemoryStream();
        await Newsletter.CopyToAsync(bytes, ct);
        var (upload, refusal) = CampaignUpload.Read(Path.GetFileName(Newsletter.FileName), bytes.ToArray());
        if (upload is null)
        {
            return Refuse(refusal!);
        }

        return upload.Files.Sum(file => (long)file.Bytes.Length) > Attaching.MaxBytes
            ? Refuse($"The files in {Newsletter.FileName} are larger than {Attaching.MaxBytes / 1_048_576} MB together. Put large files on your own server and link to them.")
            : await CreateAsync(upload, ct);
    }

    private async Task<IActionResult> CreateAsync(CampaignUpload? upload, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var account = current.AccountId!.Value;
        // Most accounts have one of each; choosing it again every time is no decision.
        var senders = await db.Senders.OrderBy(s => s.CreatedAt).Select(s => (Guid?)s.Id).Take(2).ToListAsync(ct);
        var lists = await db.Lists.OrderBy(l => l.CreatedAt).Select(l => (Guid?)l.Id).Take(2).ToListAsync(ct);
        var campaign = new Campaign { AccountId = account, CreatedBy = User.Id(), CreatedAt = now };
        campaign.Edit(new CampaignDraft(upload?.Subject ?? "", upload?.Preheader ?? "", upload?.Html ?? "", upload?.Text ?? "", senders is [var sender] ? sender : null, lists is [var list] ? list : null, SendAt: null), User.Id(), now);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Campaigns.Add(campaign);
        db.Attachments.AddRange((upload?.Files ?? []).Select(file => Attaching.Create(campaign, file)));
        await db.WriteAsync(account, User.Id(), User.DisplayName(), "campaign.created", campaign.Id, upload is null ? "" : $"From {Path.GetFileName(Newsletter!.FileName)}.", now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return LocalRedirect($"/campaigns/{campaign.Id}/edit");
    }

    private PageResult Refuse(string why)
    {
        ModelState.AddModelError(nameof(Newsletter), why);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
