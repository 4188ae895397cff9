using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Audit;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Preview;
using Moderation.Web.Pages.Shared.Components;
using Moderation.Web.People;
using Moderation.Web.Relay;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>Where a campaign stands, what was decided, and how the sending goes.</summary>
[Authorize(Policies.Marketer)]
public sealed class DetailsModel(ModerationDb db, CampaignIntake intake, PlanningAgain planning, TimeProvider clock) : PageModel
{
    private const int StepsShown = 200;

    public Campaign Campaign { get; private set; } = null!;

    public CampaignWords Words { get; private set; } = null!;

    public string Sender { get; private set; } = "not chosen";

    public string List { get; private set; } = "not chosen";

    public int? Recipients { get; private set; }

    /// <summary>What is counted of its mail, in words.</summary>
    public string Counted { get; private set; } = "";

    public CampaignProgress? Progress { get; private set; }

    /// <summary>Whether it would send and no message can leave.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>The hours that the account keeps; null when it sends at any hour.</summary>
    public Hours? Hours { get; private set; }

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The last decision that stands; null when nobody has decided.</summary>
    public Decision? Decision { get; private set; }

    public IReadOnlyList<FindingView> Findings { get; private set; } = [];

    /// <summary>Of what was submitted; null before.</summary>
    public Judgement? Judgement { get; private set; }

    public PreviewAddress Preview { get; private set; } = null!;

    public IReadOnlyList<AuditEntry> Timeline { get; private set; } = [];

    /// <summary>Whose turn it is and what comes next; of a finished sending, how it went.</summary>
    public string Headline => this switch
    {
        { Campaign.FinishedAt: not null, Progress: { Total: > 0 } progress } => $"{progress.Accepted:N0} of {progress.Total:N0} accepted",
        { Words: { IsYourTurn: true, Next: var next } } => $"Your turn: {char.ToLowerInvariant(next[0])}{next[1..]}",
        _ => Words.Next,
    };

    public bool IsRunning => Campaign.State is CampaignState.Releasing or CampaignState.Sending;

    public bool CanChooseHours => Hours is not null && Campaign.State is CampaignState.Draft or CampaignState.Held or CampaignState.Escalated or CampaignState.Deferred or CampaignState.Scheduled
        or CampaignState.Releasing or CampaignState.Sending or CampaignState.Paused;

    public bool CanAppeal => Campaign.State == CampaignState.Blocked && Judgement is { } judgement && Law.AllowsAppeal(judgement);

    public bool CanWithdraw => !Campaign.HasBegun && Campaign.State is CampaignState.Held or CampaignState.Escalated or CampaignState.Deferred or CampaignState.Scheduled or CampaignState.Releasing;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } campaign)
        {
            return NotFound();
        }

        Campaign = campaign;
        Decision = await db.Decisions.AsNoTracking().Where(d => d.CampaignId == id && d.UndoneAt == null).OrderByDescending(d => d.At).FirstOrDefaultAsync(ct);
        IsWaiting = await WaitsAsync(campaign.State, ct);
        Words = CampaignWords.Of(campaign.State, Decision?.Kind == DecisionKind.Return, campaign.ApprovedHash is not null, campaign.AppealedAt is not null);
        Words = IsWaiting ? Words.Waiting() : Words;
        Progress = await db.CampaignProgress.AsNoTracking().SingleOrDefaultAsync(p => p.CampaignId == id, ct);
        if (await db.Senders.AsNoTracking().SingleOrDefaultAsync(s => s.Id == campaign.SenderId, ct) is { } sender)
        {
            Sender = $"{sender.Name} <{sender.Email}>";
        }

        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == campaign.AccountId, ct);
        Counted = Queue.Words.Counted(campaign, account);
        Hours = Hours.Of(account);
        if (Hours?.Waiting(campaign, clock.GetUtcNow()) is { } opening)
        {
            Words = Words.Until(opening);
        }

        List = await db.Lists.Where(l => l.Id == campaign.ListId).Select(l => l.Name).SingleOrDefaultAsync(ct) ?? List;
        // What recipients did is counted, not listed: there may be thousands.
        Timeline = await db.AuditEntries.AsNoTracking()
            .Where(e => e.CampaignId == id && !e.Action.StartsWith("recipient."))
            .OrderByDescending(e => e.Position)
            .Take(StepsShown)
            .Reverse()
            .ToListAsync(ct);
        Preview = new PreviewAddress(id, submission: null, []);
        if (campaign.SubmissionId is { } submissionId && await db.Submissions.Where(s => s.Id == submissionId).Select(s => new { s.Id, s.Recipients, s.Judgement }).SingleOrDefaultAsync(ct) is { } submitted)
        {
            var judgement = CampaignIntake.ReadJudgement(submitted.Judgement);
            Judgement = judgement;
            Recipients = submitted.Recipients;
            Preview = new PreviewAddress(id, submitted.Id, judgement.Findings);
            Findings = [.. judgement.Findings.Select(f => new FindingView(f, Viewer.Marketer, Preview.Of(f), PreviewAddress.Frame))];
        }

        return Page();
    }

    /// <summary>Asked for every two seconds while it sends.</summary>
    public async Task<IActionResult> OnGetProgressAsync(Guid id, CancellationToken ct)
    {
        if (await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } campaign)
        {
            return NotFound();
        }

        var progress = await db.CampaignProgress.AsNoTracking().SingleOrDefaultAsync(p => p.CampaignId == id, ct);
        Response.Headers.CacheControl = "no-store";
        var hours = Hours.Of(await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == campaign.AccountId, ct));
        return new JsonResult(new
        {
            state = campaign.State.ToString(),
            done = Done(progress),
            total = progress?.Total ?? 0,
            said = Say(campaign.State, progress, await WaitsAsync(campaign.State, ct), hours?.Waiting(campaign, clock.GetUtcNow())),
        });
    }

    public Task<IActionResult> OnPostWithdrawAsync(Guid id, CancellationToken ct) =>
        MoveAsync(id, (campaign, _) => campaign.Withdraw(), "campaign.withdrawn", "Withdrawn. It does not leave.", ct);

    /// <summary>It is approved, and its time has passed.</summary>
    public Task<IActionResult> OnPostSendNowAsync(Guid id, CancellationToken ct) => PlanAsync(id, sendAt: null, ct);

    /// <param name="id">Of the campaign.</param>
    /// <param name="at">UTC, as the control shows it.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<IActionResult> OnPostPlanAsync(Guid id, DateTime? at, CancellationToken ct)
    {
        if (at is { } chosen)
        {
            return await PlanAsync(id, new DateTimeOffset(DateTime.SpecifyKind(chosen, DateTimeKind.Utc)), ct);
        }

        TempData["Warning"] = "Choose a day and a time first.";
        return await db.Campaigns.AnyAsync(c => c.Id == id, ct) ? LocalRedirect($"/campaigns/{id}") : NotFound();
    }

    /// <summary>Asks a project manager to lift what the rules block. What was submitted stands.</summary>
    public async Task<IActionResult> OnPostAppealAsync(Guid id, int version, string? reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Campaigns.SingleOrDefaultAsync(c => c.Id == id, ct) is not { } campaign)
        {
            return NotFound();
        }

        try
        {
            if (campaign.Version != version || await db.Submissions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == campaign.SubmissionId, ct) is not { } submitted)
            {
                throw new InvalidTransitionException("The campaign moved on meanwhile. This is where it stands now.");
            }

            await db.AppealAsync(campaign, submitted, reason ?? "", (User.Id(), User.DisplayName()), now, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            TempData["Message"] = Appealing.Done;
        }
        catch (InvalidTransitionException e)
        {
            TempData["Warning"] = e.Message;
        }
        catch (DbUpdateConcurrencyException)
        {
            TempData["Warning"] = "The campaign moved on at the same moment. This is where it stands now.";
        }

        return LocalRedirect($"/campaigns/{id}");
    }

    public Task<IActionResult> OnPostPauseAsync(Guid id, CancellationToken ct) =>
        MoveAsync(id, (campaign, _) => campaign.Pause(), "campaign.paused", "Paused. Messages that are on their way still arrive.", ct);

    public Task<IActionResult> OnPostResumeAsync(Guid id, CancellationToken ct) =>
        MoveAsync(id, (campaign, _) => campaign.Resume(), "campaign.resumed", "Resumed.", ct);

    /// <param name="id">Of the campaign.</param>
    /// <param name="any">False keeps it to the account's hours.</param>
    /// <param name="ct">Ends the work.</param>
    public Task<IActionResult> OnPostHoursAsync(Guid id, bool any, CancellationToken ct) =>
        MoveAsync(id, (campaign, _) => campaign.ChooseHours(any), any ? "campaign.any-hour" : "campaign.kept-hours", any ? "It leaves at any hour." : "It leaves in your sending hours.", ct);

    public Task<IActionResult> OnPostStopAsync(Guid id, CancellationToken ct) =>
        MoveAsync(id, (campaign, now) => campaign.Stop("Stopped by the marketer.", now), "campaign.stopped", "Stopped. What had left has left; nothing more follows.", ct);

    /// <summary>A new draft with the same content.</summary>
    public async Task<IActionResult> OnPostCopyAsync(Guid id, CancellationToken ct)
    {
        if (await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } from)
        {
            return NotFound();
        }

        var now = clock.GetUtcNow();
        var copy = new Campaign { AccountId = from.AccountId, CreatedBy = User.Id(), CreatedAt = now };
        copy.Edit(new CampaignDraft(from.Subject, from.Preheader, from.Html, from.Text, from.SenderId, from.ListId, SendAt: null), User.Id(), now);
        var files = await db.Attachments.AsNoTracking().Where(a => a.CampaignId == id).OrderBy(a => a.Id).ToListAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Campaigns.Add(copy);
        db.Attachments.AddRange(files.Select(file => Attaching.Create(copy, new UploadedFile(file.Name, file.MediaType, file.ContentId, file.Bytes))));
        await db.WriteAsync(copy.AccountId, User.Id(), User.DisplayName(), "campaign.created", copy.Id, $"As a copy of \"{from.Subject}\".", now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        var served = await db.CampaignProgress.Where(p => p.CampaignId == id).Select(p => p.Accepted).SingleOrDefaultAsync(ct);
        TempData["Message"] = served == 0
            ? "Copied. This is the new draft."
            : $"Copied. This is the new draft. {served:N0} people have the first one already; whoever of them is on the chosen list gets this one too.";
        return LocalRedirect($"/campaigns/{copy.Id}/edit");
    }

    public static long Done(CampaignProgress? progress) => progress is null ? 0 : (long)progress.Accepted + progress.Refused + progress.Suppressed;

    /// <param name="state">Of the campaign.</param>
    /// <param name="progress">Null before the release.</param>
    /// <param name="isWaiting">No mail server takes anything.</param>
    /// <param name="opening">When the account's hours begin; null while it is in them.</param>
    public static string Say(CampaignState state, CampaignProgress? progress, bool isWaiting, string? opening = null)
    {
        if (opening is not null)
        {
            return $"{Hours.Sentence(opening)} {Say(state, progress, isWaiting: false)}";
        }

        if (isWaiting)
        {
            return "Sending is waiting: our mail server takes no mail just now. It goes on by itself, and nobody is left out. " + Say(state, progress, isWaiting: false);
        }

        if (state == CampaignState.Releasing)
        {
            return "Nothing has left yet.";
        }

        if (progress is null || progress.Total == 0)
        {
            return "The recipients are being counted.";
        }

        var canary = progress is { Canary: { } first, CanaryEndedAt: null } ? $" {first:N0} go first; the others follow an hour after them, if nothing speaks against it." : "";
        var waiting = progress.Deferred > 0 ? $", {progress.Deferred:N0} are tried again" : "";
        return $"{Done(progress):N0} of {progress.Total:N0}: {progress.Accepted:N0} accepted, {progress.Refused:N0} refused, {progress.Suppressed:N0} left out{waiting}.{canary}";
    }

    private async Task<bool> WaitsAsync(CampaignState state, CancellationToken ct) =>
        state == CampaignState.Sending && (await RelayHealth.ReadAsync(db, clock.GetUtcNow(), ct)).NothingLeaves;

    private async Task<IActionResult> PlanAsync(Guid id, DateTimeOffset? sendAt, CancellationToken ct)
    {
        if (await planning.RunAsync(db.Current.AccountId!.Value, id, sendAt, (User.Id(), User.DisplayName()), ct) is not { } planned)
        {
            return NotFound();
        }

        TempData[planned.IsDone ? "Message" : "Warning"] = planned.Sentence;
        return LocalRedirect($"/campaigns/{id}");
    }

    private async Task<IActionResult> MoveAsync(Guid id, Action<Campaign, DateTimeOffset> move, string action, string said, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Campaigns.SingleOrDefaultAsync(c => c.Id == id, ct) is not { } campaign)
        {
            return NotFound();
        }

        try
        {
            move(campaign, now);
            if (campaign.State is CampaignState.Withdrawn or CampaignState.Stopped)
            {
                await intake.FreeReservationAsync(campaign, ct);
            }

            await db.WriteAsync(campaign.AccountId, User.Id(), User.DisplayName(), action, id, "", now, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            TempData["Message"] = said;
        }
        catch (InvalidTransitionException e)
        {
            TempData["Warning"] = e.Message;
        }
        catch (DbUpdateConcurrencyException)
        {
            TempData["Warning"] = "The campaign moved on at the same moment. This is where it stands now.";
        }

        return LocalRedirect($"/campaigns/{id}");
    }
}
