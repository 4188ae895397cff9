using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Intake.Hosting;
using Moderation.Web.Intake.Preview;
using Moderation.Web.Pages.Shared.Components;
using Moderation.Web.People;
using Moderation.Web.Relay;
using Quartz;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>What would be objected to, before anybody else sees it; and the button that submits.</summary>
[Authorize(Policies.Marketer)]
public sealed class CheckUpModel(ModerationDb db, CampaignIntake intake, NetworkChecks checks, FileHosting hosting, ISchedulerFactory schedulers, ReleaseSchedule release, TimeProvider clock) : PageModel
{
    public Campaign Campaign { get; private set; } = null!;

    public CheckUp CheckUp { get; private set; } = null!;

    public Forecast Forecast { get; private set; } = null!;

    public UsualWait Wait { get; private set; } = null!;

    public PreviewAddress Preview { get; private set; } = null!;

    public IReadOnlyList<FindingView> Findings { get; private set; } = [];

    public int Checks => RuleCatalogue.All.Count - CheckUp.Judgement.NotChecked.Count;

    public bool CanSubmit => CheckUp.Missing.Count == 0 && CheckUp.Judgement.Verdict != Verdict.Blocked;

    /// <summary>Whether a project manager could lift what blocks it.</summary>
    public bool CanAppeal => CheckUp.Missing.Count == 0 && Law.AllowsAppeal(CheckUp.Judgement);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } campaign)
        {
            return NotFound();
        }

        if (campaign.State is not (CampaignState.Draft or CampaignState.Blocked))
        {
            return LocalRedirect($"/campaigns/{id}");
        }

        Campaign = campaign;
        var content = await intake.ContentAsync(campaign, ct);
        CheckUp = await intake.CheckUpAsync(campaign, content, await checks.OfDraftAsync(db, campaign, content, ct), ct);
        Forecast = Forecast.Of(CheckUp, clock.GetUtcNow());
        Wait = await UsualWait.ReadAsync(db, clock.GetUtcNow(), ct);
        Preview = new PreviewAddress(id, submission: null, CheckUp.Judgement.Findings);
        var first = CheckUp.Judgement.Findings.GroupBy(MendOf).Where(group => group.Key is not null).ToDictionary(group => group.First(), group => group.Key);
        Findings = [.. CheckUp.Judgement.Findings.Select(f => new FindingView(f, Viewer.Marketer, LinkOf(f), f.Where?.Part is Part.Html or Part.Text ? PreviewAddress.Frame : null, first.GetValueOrDefault(f)))];
        return Page();
    }

    public Task<IActionResult> OnPostSubmitAsync(Guid id, int version, CancellationToken ct) => SubmitAsync(id, version, appeal: null, ct);

    /// <summary>Submits what is blocked and asks a project manager to lift that.</summary>
    public Task<IActionResult> OnPostAppealAsync(Guid id, int version, string? reason, CancellationToken ct) => SubmitAsync(id, version, reason ?? "", ct);

    private async Task<IActionResult> SubmitAsync(Guid id, int version, string? appeal, CancellationToken ct)
    {
        if (await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } checkedUp)
        {
            return NotFound();
        }

        var network = await checks.OfDraftAsync(db, checkedUp, await intake.ContentAsync(checkedUp, ct), ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Campaigns.SingleOrDefaultAsync(c => c.Id == id, ct) is not { } campaign)
        {
            return NotFound();
        }

        if (campaign.Version != version)
        {
            return Refuse(id, "The campaign was changed after this check-up. Look at it again, then submit.");
        }

        try
        {
            var submitted = await intake.SubmitAsync(campaign, network, User.Id(), User.DisplayName(), ct);
            await db.WriteAsync(campaign.AccountId, User.Id(), User.DisplayName(), "campaign.submitted", id, $"{Badge.Of(submitted.Verdict).Label}; {submitted.Recipients:N0} recipients.", submitted.At, ct);
            if (appeal is not null && campaign.State == CampaignState.Blocked)
            {
                await db.AppealAsync(campaign, submitted, appeal, (User.Id(), User.DisplayName()), submitted.At, ct);
            }

            if (campaign.ReleaseAt is not null)
            {
                await release.ScheduleAsync(campaign, ct);
            }

            await LinkRetry.ScheduleAsync(db, schedulers, campaign, network, submitted.At, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            TempData["Message"] = campaign.State switch
            {
                CampaignState.Blocked => "Not accepted: something has to be mended first.",
                CampaignState.Held when campaign.Appeal is not null => Appealing.Done,
                CampaignState.Held => "Submitted. A project manager looks at it.",
                _ => "Submitted and cleared. It leaves by itself.",
            };
            return LocalRedirect($"/campaigns/{id}");
        }
        catch (InvalidTransitionException e)
        {
            return Refuse(id, e.Message);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refuse(id, "The campaign was changed at the same moment. Look at it again, then submit.");
        }
    }

    public Task<IActionResult> OnPostMendAsync(Guid id, int version, CancellationToken ct) =>
        MendAsync(id, version, campaign => Task.FromResult(OptOutMend.Apply(campaign.Html, campaign.Text)), "Our opt-out link is in. Look at the end of the preview.", ct);

    /// <summary>Takes large attachments out, keeps them here and links to them.</summary>
    public async Task<IActionResult> OnPostHostAsync(Guid id, int version, CancellationToken ct) => hosting.IsPossible
        ? await MendAsync(id, version, HostAsync, "The files are hosted here, and links to them stand at the end of the mail. Move the links where you want them.", ct)
        : !await db.Campaigns.AnyAsync(c => c.Id == id, ct) ? NotFound()
        : Refuse(id, "Files cannot be hosted here yet: the public address of this console does not begin with https. Ask an administrator, or link to a file on your own server.");

    private async Task<(string Html, string Text)> HostAsync(Campaign campaign)
    {
        var files = await hosting.HostAsync(campaign, (await db.CurrentPolicyAsync(HttpContext.RequestAborted)).Thresholds.AttachmentBytes, User.DisplayName(), HttpContext.RequestAborted);
        return files.Count > 0
            ? HostedFileMend.Apply(campaign.Html, campaign.Text, files)
            : throw new InvalidTransitionException("No file was taken out: what is too much stands in the mail itself, or may not be handed out by a link either.");
    }

    private async Task<IActionResult> MendAsync(Guid id, int version, Func<Campaign, Task<(string Html, string Text)>> mend, string said, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Campaigns.SingleOrDefaultAsync(c => c.Id == id, ct) is not { } campaign)
        {
            return NotFound();
        }

        if (campaign.Version != version || campaign.State is not (CampaignState.Draft or CampaignState.Blocked))
        {
            return Refuse(id, "The campaign was changed after this check-up. Look at it again, then mend it.");
        }

        try
        {
            var (html, text) = await mend(campaign);
            campaign.Edit(new CampaignDraft(campaign.Subject, campaign.Preheader, html, text, campaign.SenderId, campaign.ListId, campaign.SendAt), User.Id(), clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (InvalidTransitionException e)
        {
            return Refuse(id, e.Message);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refuse(id, "The campaign was changed at the same moment. Look at it again, then mend it.");
        }

        TempData["Message"] = said;
        return LocalRedirect($"/campaigns/{id}/check-up");
    }

    /// <summary>The same mend for each finding that it mends; offered at the first.</summary>
    private QuickMend? MendOf(Finding finding) => finding switch
    {
        { Unchecked: true } => null,
        { Rule: "optout.placeholder" or "optout.missing" } => new QuickMend("Mend", "Put our opt-out link in", Campaign.Version),
        { Rule: "attachment.large" } => new QuickMend("Host", "Host the file here and put a link in", Campaign.Version),
        _ => null,
    };

    private string? LinkOf(Finding finding) => finding.Where?.Part switch
    {
        Part.Headers => $"/campaigns/{Campaign.Id}/edit#Input_Subject",
        Part.Attachment => $"/campaigns/{Campaign.Id}/edit#attachments",
        Part.Account => "#forecast",
        _ => Preview.Of(finding),
    };

    private LocalRedirectResult Refuse(Guid id, string why)
    {
        TempData["Warning"] = why;
        return LocalRedirect($"/campaigns/{id}/check-up");
    }
}
