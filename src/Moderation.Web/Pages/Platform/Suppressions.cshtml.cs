using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Platform;

/// <summary>
/// Addresses that nobody here mails. The page takes an address and keeps its hash; who looks one up learns what stands about it in
/// every account, to prove an opt-out.
/// </summary>
[Authorize(Policies.Admin)]
public sealed class SuppressionsModel(ModerationDb db, AddressHashes hashes, TimeProvider clock) : PageModel
{
    private const int Shown = 200;
    private const int LongestReason = 300;

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Hash { get; set; }

    public IReadOnlyList<PlatformSuppression> Rows { get; private set; } = [];

    public int Total { get; private set; }

    /// <summary>What stands about the address that was looked up; null when none was.</summary>
    public IReadOnlyList<Found>? Findings { get; private set; }

    /// <summary>The address that was looked up is suppressed for everybody.</summary>
    public PlatformSuppression? OfPlatform { get; private set; }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    // By POST, so that no address stands in a log or a history.
    public async Task<IActionResult> OnPostLookUpAsync(CancellationToken ct)
    {
        if (Address() is not { } email)
        {
            return await RefuseAsync(ct);
        }

        var ofPlatform = hashes.OfPlatform(email.Key);
        OfPlatform = await db.PlatformSuppressions.AsNoTracking().SingleOrDefaultAsync(s => s.Hash == ofPlatform, ct);
        var accounts = await db.Accounts.AsNoTracking().Select(a => new { a.Id, a.Name }).ToListAsync(ct);
        var names = accounts.ToDictionary(a => a.Id, a => a.Name);
        // An erased person is known by the hash of each account.
        string[] keys = [email.Key, .. accounts.Select(a => hashes.Of(a.Id, email.Key))];
        var contacts = await db.Contacts.Where(c => c.EmailKey == email.Key).Select(c => new { c.AccountId, c.Id }).ToListAsync(ct);
        var suppressions = await db.Suppressions.AsNoTracking().Where(s => keys.Contains(s.EmailKey)).ToListAsync(ct);
        var partial = await db.PartialOptOuts.AsNoTracking().Where(o => keys.Contains(o.EmailKey)).ToListAsync(ct);
        Findings =
        [
            .. contacts.Select(c => new Found(names[c.AccountId], c.Id, "Contact", null, "")),
            .. suppressions.Select(s => new Found(names[s.AccountId], contacts.Find(c => c.AccountId == s.AccountId)?.Id, $"Never mailed: {Contacts.People.PersonWords.Of(s.Reason).Label}", s.At, s.Evidence)),
            .. partial.Select(o => new Found(names[o.AccountId], contacts.Find(c => c.AccountId == o.AccountId)?.Id, o.ListId is null ? "Opted out of a sender" : "Opted out of a list", o.At, o.Evidence)),
        ];
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAddAsync(CancellationToken ct)
    {
        var email = Address();
        CheckReason();
        if (email is null || !ModelState.IsValid)
        {
            return await RefuseAsync(ct);
        }

        var (hash, now) = (hashes.OfPlatform(email.Value.Key), clock.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockPlatformAsync(ct);
        if (!await db.PlatformSuppressions.AnyAsync(s => s.Hash == hash, ct))
        {
            db.PlatformSuppressions.Add(new PlatformSuppression { Hash = hash, Reason = Reason!.Trim(), At = now, By = User.Id(), ByName = User.DisplayName() });
            await db.WritePlatformAsync(User.Id(), User.DisplayName(), "suppression.added", null, $"{hash}: {Reason.Trim()}", now, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        TempData["Message"] = "Nobody here mails that address any more.";
        return LocalRedirect("/platform/suppressions");
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct)
    {
        CheckReason();
        if (!ModelState.IsValid)
        {
            return await RefuseAsync(ct);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockPlatformAsync(ct);
        if (await db.PlatformSuppressions.Where(s => s.Hash == Hash).ExecuteDeleteAsync(ct) == 1)
        {
            await db.WritePlatformAsync(User.Id(), User.DisplayName(), "suppression.removed", null, $"{Hash}: {Reason!.Trim()}", clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        TempData["Message"] = "The address may be mailed again.";
        return LocalRedirect("/platform/suppressions");
    }

    private EmailAddress? Address()
    {
        if (EmailAddress.TryParse(Email?.Trim(), out var email))
        {
            return email;
        }

        ModelState.AddModelError(nameof(Email), "Write one address, like name@example.org.");
        return null;
    }

    private void CheckReason()
    {
        if (string.IsNullOrWhiteSpace(Reason) || Reason.Length > LongestReason)
        {
            ModelState.AddModelError(nameof(Reason), $"Say why, in at most {LongestReason} characters: the log keeps it.");
        }
    }

    private async Task<PageResult> RefuseAsync(CancellationToken ct)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Total = await db.PlatformSuppressions.CountAsync(ct);
        Rows = await db.PlatformSuppressions.AsNoTracking().OrderByDescending(s => s.At).Take(Shown).ToListAsync(ct);
    }

    /// <param name="Account">Whose.</param>
    /// <param name="Contact">The contact there, when there is one.</param>
    /// <param name="What">In words.</param>
    /// <param name="At">Since when.</param>
    /// <param name="Evidence">How it came.</param>
    public sealed record Found(string Account, Guid? Contact, string What, DateTimeOffset? At, string Evidence);
}
