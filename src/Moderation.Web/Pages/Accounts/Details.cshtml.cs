using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Audit;
using Moderation.Senders;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Pages.Queue;
using Moderation.Web.People;
using Customer = Moderation.Accounts.Account;

namespace Moderation.Web.Pages.Accounts;

/// <summary>One customer: profile, standing, and what staff may change about it. Each change needs a reason and is logged.</summary>
[Authorize(Policies.Staff)]
public sealed class DetailsModel(ModerationDb db, TimeProvider clock) : PageModel
{
    private const int StepsShown = 30;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public Customer Account { get; private set; } = null!;

    public SenderHistory History { get; private set; } = null!;

    public IReadOnlyList<AuditEntry> Steps { get; private set; } = [];

    /// <summary>Domains of others to which its mail may link, by name.</summary>
    public IReadOnlyList<TrustedDomain> Trusted { get; private set; } = [];

    public bool OnProbation => Account.ProbationLiftedAt is null;

    public bool CanBeLifted => OnProbation && History.Correct.Count >= History.Needed;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ? Page() : NotFound();

    public Task<IActionResult> OnPostLiftAsync(CancellationToken ct) => ChangeAsync(
        "account.probation-lifted",
        (account, by, _, now) => account.LiftProbation(by.Name, now),
        () => OnProbation ? CanBeLifted ? null : $"The probation can be lifted after {History.Needed} correct mass mailings; so far there are {History.Correct.Count}." : "The probation is lifted already.",
        "The probation is lifted.",
        ct);

    public Task<IActionResult> OnPostModerateAsync(CancellationToken ct) => ChangeAsync(
        "account.moderated",
        (account, by, reason, now) => account.PlaceUnderModeration($"{reason} ({by.Name})", now),
        () => Account.ModeratedSince is null ? null : "The account is under moderation already.",
        "The account is under moderation: a person approves each of its campaigns.",
        ct);

    public Task<IActionResult> OnPostEndModerationAsync(CancellationToken ct) => ChangeAsync(
        "account.moderation-ended",
        (account, _, _, _) => account.EndModeration(),
        () => Account.ModeratedSince is null ? "The account is not under moderation." : null,
        "The account is no longer under moderation.",
        ct);

    /// <summary>Its next mail that leads there is held again.</summary>
    public async Task<IActionResult> OnPostWithdrawAsync(string? domain, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(Id, ct);
        var by = await Reviewer.OfAsync(db, User, ct);
        if (by.AccountId == Id)
        {
            return Forbid();
        }

        if (!DomainName.TryParse(domain, out var name) || await db.TrustedDomains.Where(d => d.AccountId == Id && d.Domain == name).ExecuteDeleteAsync(ct) == 0)
        {
            TempData["Warning"] = "That domain was not allowed, or is no longer.";
            return RedirectToPage(new { Id });
        }

        await db.WriteAsync(Id, by.Id, by.Name, "account.domain-withdrawn", null, $"{name}", clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = $"{name} is no longer allowed for this account.";
        return RedirectToPage(new { Id });
    }

    private async Task<IActionResult> ChangeAsync(string action, Action<Customer, Reviewer, string, DateTimeOffset> change, Func<string?> objection, string done, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(Id, ct);
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        var by = await Reviewer.OfAsync(db, User, ct);
        var reason = (Reason ?? "").Trim();
        var wrong = by.AccountId == Id ? "You belong to this account, so another person decides about it."
            : objection() ?? (reason.Length == 0 ? "Write a reason. It is kept in the log, and the next person will want to know." : null);
        if (wrong is not null)
        {
            ModelState.AddModelError(nameof(Reason), wrong);
            Response.StatusCode = by.AccountId == Id ? StatusCodes.Status403Forbidden : StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var now = clock.GetUtcNow();
        change(Account, by, reason, now);
        await db.WriteAsync(Id, by.Id, by.Name, action, null, reason, now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = done;
        return RedirectToPage(new { Id });
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (await db.Accounts.SingleOrDefaultAsync(account => account.Id == Id, ct) is not { } account)
        {
            return false;
        }

        Account = account;
        History = await SenderHistory.LoadAsync(db, Id, Guid.Empty, clock.GetUtcNow(), ct);
        Trusted = await db.TrustedDomains.AsNoTracking().Where(d => d.AccountId == Id).OrderBy(d => d.Domain).ToListAsync(ct);
        Steps = await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.AccountId == Id && entry.CampaignId == null)
            .OrderByDescending(entry => entry.Position)
            .Take(StepsShown)
            .ToListAsync(ct);
        return true;
    }
}
