using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Audit;
using Moderation.Web.Data;
using Moderation.Web.People;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Pages.People;

/// <summary>One person, and what an admin may do about their sign-in. Every change is logged; what takes or gives access needs a reason.</summary>
[Authorize(Policies.Admin)]
public sealed class DetailsModel(ModerationDb db, UserManager<AppUser> users, PasswordReset reset, SecurityMail mail, TimeProvider clock) : PageModel
{
    private const int StepsShown = 50;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public AppUser Person { get; private set; } = null!;

    public string RoleName { get; private set; } = "";

    public string? AccountName { get; private set; }

    public IReadOnlyList<PlatformEntry> Steps { get; private set; } = [];

    public DateTimeOffset Now { get; private set; }

    public bool IsMe => User.Id() == Id;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostLinkAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        if (Person.IsDeactivated)
        {
            return Refuse("", $"{Person.DisplayName} is deactivated. Reactivate first, then send a link.");
        }

        switch (await reset.SendAsync(Person, ct))
        {
            case { Outcome: LinkMailOutcome.TooSoon }:
                return Refuse("", $"A link was mailed less than {PasswordReset.Pause.TotalMinutes:0} minutes ago. Wait a little; it may have gone to the spam folder.");
            case { Outcome: LinkMailOutcome.NotSent } failed:
                return Refuse("", $"The mail did not leave: {failed.Why}");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.WritePlatformAsync(User.Id(), User.DisplayName(), "person.link-mailed", Id, Person.IsInvited ? "Invitation" : "New password", clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = $"A link is mailed to {Person.Email}.";
        return RedirectToPage(new { Id });
    }

    public Task<IActionResult> OnPostEndSessionsAsync(CancellationToken ct) => ChangeAsync(
        "person.sessions-ended",
        needsReason: false,
        _ => Task.FromResult<string?>(null),
        users.UpdateSecurityStampAsync,
        "Every session ends within a minute.",
        ct);

    public async Task<IActionResult> OnPostRemoveSecondStepAsync(CancellationToken ct)
    {
        var answer = await ChangeAsync(
            "person.second-step-removed",
            needsReason: true,
            _ => Task.FromResult(Person.TwoFactorEnabled ? null : "The second step is off already."),
            async person => await users.SetTwoFactorEnabledAsync(person, false) is { Succeeded: false } failed ? failed : await users.ResetAuthenticatorKeyAsync(person),
            "The second step is removed: the password alone signs in. The person is told by mail.",
            ct);
        if (answer is RedirectToPageResult)
        {
            mail.SecondStepRemoved(Id);
        }

        return answer;
    }

    public Task<IActionResult> OnPostUnlockAsync(CancellationToken ct) => ChangeAsync(
        "person.unlocked",
        needsReason: false,
        _ => Task.FromResult(Person.IsDeactivated ? "The person is deactivated, not locked." : null),
        OpenAsync,
        "The lockout is ended.",
        ct);

    public Task<IActionResult> OnPostDeactivateAsync(CancellationToken ct) => ChangeAsync(
        "person.deactivated",
        needsReason: true,
        async ct => Person.IsDeactivated ? "The person is deactivated already."
            : IsMe ? "Nobody deactivates themselves. Ask another admin."
            : RoleName == Role.Admin && !await IsAnotherAdminAsync(ct) ? "This is the last admin who can sign in. Invite another one first."
            : null,
        // A new stamp ends the sessions and every link that was mailed.
        async person => await users.SetLockoutEndDateAsync(person, AppUser.Forever) is { Succeeded: false } failed ? failed : await users.UpdateSecurityStampAsync(person),
        "The person is deactivated. Every session ends within a minute.",
        ct);

    public Task<IActionResult> OnPostReactivateAsync(CancellationToken ct) => ChangeAsync(
        "person.reactivated",
        needsReason: true,
        _ => Task.FromResult(Person.IsDeactivated ? null : "The person is not deactivated."),
        OpenAsync,
        "The person can sign in again.",
        ct);

    private async Task<IdentityResult> OpenAsync(AppUser person) =>
        await users.SetLockoutEndDateAsync(person, null) is { Succeeded: false } failed ? failed : await users.ResetAccessFailedCountAsync(person);

    private async Task<IActionResult> ChangeAsync(
        string action, bool needsReason, Func<CancellationToken, Task<string?>> objection, Func<AppUser, Task<IdentityResult>> change, string done, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockPlatformAsync(ct);
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        var reason = (Reason ?? "").Trim().ReplaceLineEndings(" ");
        var wrong = await objection(ct)
            ?? (needsReason && reason.Length == 0 ? "Write a reason. It is kept in the log, and the next person will want to know." : null)
            ?? (reason.Length > 1000 ? "The reason has at most 1,000 characters." : null);
        if (wrong is not null)
        {
            return Refuse(needsReason ? nameof(Reason) : "", wrong);
        }

        if (!(await change(Person)).Succeeded)
        {
            return Refuse("", "Somebody changed this person at the same moment. Look at it again, then repeat.");
        }

        await db.WritePlatformAsync(User.Id(), User.DisplayName(), action, Id, reason, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = done;
        return RedirectToPage(new { Id });
    }

    private PageResult Refuse(string field, string why)
    {
        ModelState.AddModelError(field, why);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    // Whoever has no password yet cannot let anybody in.
    private Task<bool> IsAnotherAdminAsync(CancellationToken ct)
    {
        DateTimeOffset? forever = AppUser.Forever;
        return db.UserRoles.Where(has => has.UserId != Id)
            .Join(db.Roles.Where(role => role.Name == Role.Admin), has => has.RoleId, role => role.Id, (has, _) => has.UserId)
            .Join(db.Users.Where(user => user.PasswordHash != null && (user.LockoutEnd == null || user.LockoutEnd < forever)), id => id, user => user.Id, (id, _) => id)
            .AnyAsync(ct);
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Now = clock.GetUtcNow();
        if (await db.Users.SingleOrDefaultAsync(user => user.Id == Id, ct) is not { } person)
        {
            return false;
        }

        Person = person;
        RoleName = await db.UserRoles.Where(has => has.UserId == Id).Join(db.Roles, has => has.RoleId, role => role.Id, (_, role) => role.Name).FirstOrDefaultAsync(ct) ?? "none";
        AccountName = await db.Accounts.Where(account => account.Id == person.AccountId).Select(account => account.Name).FirstOrDefaultAsync(ct);
        Steps = await db.PlatformEntries.AsNoTracking().Where(entry => entry.PersonId == Id).OrderByDescending(entry => entry.Position).Take(StepsShown).ToListAsync(ct);
        return true;
    }
}
