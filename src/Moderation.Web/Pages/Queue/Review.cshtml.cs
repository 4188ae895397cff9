using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Rules.Content;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Preview;
using Moderation.Web.Pages.Shared.Components;
using Moderation.Web.People;
using Moderation.Web.Relay;

namespace Moderation.Web.Pages.Queue;

/// <summary>One waiting campaign: look, claim, decide, take back. Looking changes nothing.</summary>
[Authorize(Policies.Staff)]
public sealed class ReviewModel(ModerationDb db, Deciding deciding, Trusting trusting, CampaignIntake intake, PlanningAgain planning, TimeProvider clock) : PageModel
{
    private const int EarlierShown = 4;
    private const int LaterShown = 14;

    [BindProperty(SupportsGet = true)]
    public Guid AccountId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid CampaignId { get; set; }

    /// <summary>The decision that led here; shown with its undo.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Decided { get; set; }

    [BindProperty]
    public DecisionInput Input { get; set; } = new();

    public QueueFilter Filter => QueueFilter.From(Request.Query);

    public ReviewItem Item { get; private set; } = null!;

    public Reviewer Me { get; private set; } = null!;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public JustDecided? Before { get; private set; }

    /// <summary>The rows of the queue before this one, and behind it.</summary>
    public IReadOnlyList<QueueRow> Earlier { get; private set; } = [];

    public IReadOnlyList<QueueRow> Later { get; private set; } = [];

    /// <summary>Why the decision was not recorded: what changed, and who and when.</summary>
    public string? Conflict { get; private set; }

    /// <summary>What a second look found, when an approval stopped at it.</summary>
    public IReadOnlyList<string> Differences { get; private set; } = [];

    /// <summary>Why this person may not decide; null when they may.</summary>
    public string? Objection => SelfApproval.Objection(Item.Campaign, Me.Id, Me.AccountId);

    public bool IsMine => Item.Claim?.UserId == Me.Id;

    public bool CanDecide => Item.Campaign.AwaitsDecision && Item.Submission is not null && Objection is null && (Item.Claim is null || IsMine);

    /// <summary>Where the frozen mail can be looked at; null before a submission.</summary>
    public PreviewAddress? Preview => Item.Submission is { } submission
        ? new PreviewAddress(CampaignId, submission.Id, Item.Judgement!.Findings)
        : null;

    /// <summary>Classes that a campaign can be sent from, with their addresses; empty where no route has addresses.</summary>
    public IReadOnlyList<(PoolClass Class, int Addresses)> Pools { get; private set; } = [];

    public IReadOnlyList<OfferedReason> OfferedReasons => Item.Judgement is { } judgement ? Reasons.Offered(judgement) : [];

    /// <summary>Each finding with the place where it can be seen: in the mail beside it, or on the page of the account.</summary>
    public IReadOnlyList<FindingView> Findings => [.. (Item.Judgement?.Findings ?? []).Select(View)];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        Input.Reasons = [.. OfferedReasons.Where(reason => reason.Suggested).Select(reason => reason.Code)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Me = await Reviewer.OfAsync(db, User, ct);
        var result = await deciding.DecideAsync(AccountId, CampaignId, Input, Me, ct);
        if (result is null || !await LoadAsync(ct))
        {
            return NotFound();
        }

        switch (result)
        {
            case DecisionResult.Done done:
                return GoOn(done.Decision);
            case DecisionResult.Incomplete incomplete:
                ModelState.AddModelError(incomplete.Field, incomplete.Sentence);
                return Answer(StatusCodes.Status422UnprocessableEntity);
            case DecisionResult.Forbidden forbidden:
                Conflict = forbidden.Sentence;
                return Answer(StatusCodes.Status403Forbidden);
            case DecisionResult.Worse worse:
                Differences = worse.Differences;
                return Answer(StatusCodes.Status409Conflict);
            default:
                Conflict = ((DecisionResult.Conflict)result).Sentence;
                return Answer(StatusCodes.Status409Conflict);
        }
    }

    public async Task<IActionResult> OnPostUndoAsync(CancellationToken ct) => await ChangeAsync(
        "campaign.approval-undone",
        async campaign =>
        {
            campaign.Undo(Now);
            var decision = await db.Decisions
                .Where(d => d.AccountId == AccountId && d.CampaignId == CampaignId && d.Kind == DecisionKind.Approve && d.UndoneAt == null)
                .OrderByDescending(d => d.At)
                .FirstAsync(ct);
            decision.Undo(Now);
            return "The approval is undone. Nothing was sent.";
        },
        ct);

    public async Task<IActionResult> OnPostStopAsync(CancellationToken ct) => await ChangeAsync(
        "campaign.stopped",
        campaign =>
        {
            campaign.Stop($"Stopped by {Me.Name}.", Now);
            return Task.FromResult("Sending is stopped. What had left before has left.");
        },
        ct);

    /// <summary>An approved campaign whose time has passed.</summary>
    public async Task<IActionResult> OnPostSendNowAsync(CancellationToken ct)
    {
        Me = await Reviewer.OfAsync(db, User, ct);
        if (await planning.RunAsync(AccountId, CampaignId, sendAt: null, (Me.Id, Me.Name), ct) is not { } planned)
        {
            return NotFound();
        }

        TempData[planned.IsDone ? "Message" : "Warning"] = planned.Sentence;
        return RedirectToPage(new { AccountId, CampaignId });
    }

    /// <summary>The account may link to this domain from now on.</summary>
    public async Task<IActionResult> OnPostTrustAsync(string? domain, CancellationToken ct)
    {
        Me = await Reviewer.OfAsync(db, User, ct);
        switch (await trusting.AllowAsync(AccountId, CampaignId, domain ?? "", Me, ct))
        {
            case TrustResult.Allowed allowed:
                TempData["Message"] = $"{domain} is allowed for this account, and the campaign is judged again.";
                if (allowed.Worse.Count > 0)
                {
                    TempData["Warning"] = "Something else is worse than it was shown: " + string.Join(" ", allowed.Worse);
                }

                return RedirectToPage("Review", Filter.Query(AccountId, CampaignId));
            case TrustResult.Forbidden forbidden:
                Conflict = forbidden.Sentence;
                return await LoadAsync(ct) ? Answer(StatusCodes.Status403Forbidden) : NotFound();
            case var refused:
                Conflict = ((TrustResult.Conflict)refused).Sentence;
                return await LoadAsync(ct) ? Answer(StatusCodes.Status409Conflict) : NotFound();
        }
    }

    private async Task<IActionResult> ChangeAsync(string action, Func<Campaign, Task<string>> change, CancellationToken ct)
    {
        Me = await Reviewer.OfAsync(db, User, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(AccountId, ct);
        var campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.AccountId == AccountId && c.Id == CampaignId, ct);
        if (campaign is null)
        {
            return NotFound();
        }

        try
        {
            TempData["Message"] = SelfApproval.Objection(campaign, Me.Id, Me.AccountId) is { } objection
                ? throw new InvalidTransitionException(objection)
                : await change(campaign);
            await intake.FreeReservationAsync(campaign, ct);
            await db.WriteAsync(AccountId, Me.Id, Me.Name, action, CampaignId, "", Now, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return RedirectToPage(new { AccountId, CampaignId });
        }
        catch (Exception refused) when (refused is InvalidTransitionException or DbUpdateConcurrencyException)
        {
            TempData.Remove("Message");
            await transaction.RollbackAsync(ct);
            db.ChangeTracker.Clear();
            Conflict = refused is InvalidTransitionException ? refused.Message : "The campaign moved on at the same moment. Look at where it stands now.";
            return await LoadAsync(ct) ? Answer(StatusCodes.Status409Conflict) : NotFound();
        }
    }

    private FindingView View(Finding finding)
    {
        var place = Preview?.Of(finding);
        return new FindingView(finding, Viewer.Staff, place ?? (finding.Where?.Part == Part.Account ? $"/accounts/{AccountId}" : null), place is null ? null : PreviewAddress.Frame, IsAppealed: Item.Campaign.Appeal is not null)
        {
            Allowable = CanDecide ? [.. Profile.ForeignDomainsIn(finding)] : [],
        };
    }

    private RedirectToPageResult GoOn(Decision decision)
    {
        var next = Later.Concat(Earlier).FirstOrDefault();
        return next is null
            ? RedirectToPage("Index", new { decided = decision.Id })
            : RedirectToPage("Review", Filter.Query(next.AccountId, next.CampaignId, decision.Id));
    }

    private PageResult Answer(int status)
    {
        Response.StatusCode = status;
        return Page();
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Me ??= await Reviewer.OfAsync(db, User, ct);
        if (await ReviewItem.LoadAsync(db, AccountId, CampaignId, Now, ct) is not { } item)
        {
            return false;
        }

        Item = item;
        Pools = CanDecide
            ? [.. (await db.SendingIps.Where(ip => ip.StoppedAt == null && ip.Pool != PoolClass.Transactional).Select(ip => ip.Pool).ToListAsync(ct)).GroupBy(pool => pool).OrderBy(group => group.Key).Select(group => (group.Key, group.Count()))]
            : [];
        Before = Decided is { } decided ? await JustDecided.LoadAsync(db, decided, Me.Id, Now, ct) : null;
        var here = item.Campaign.DueAt is { } due ? new QueueKey(due, CampaignId) : default;
        Earlier = (await db.ReadQueueAsync(Filter, new QueueFrom(here, Backwards: true), EarlierShown, Me.Id, Now, ct)).Rows;
        Later = (await db.ReadQueueAsync(Filter, new QueueFrom(here), LaterShown, Me.Id, Now, ct)).Rows;
        return true;
    }
}
