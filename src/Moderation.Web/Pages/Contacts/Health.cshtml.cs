using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Hygiene;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Contacts;

/// <summary>How sound a list is, and what can be done about those who are never active.</summary>
[Authorize(Policies.Marketer)]
public sealed class HealthModel(ModerationDb db, Sunsetting sunsetting, TimeProvider clock) : PageModel
{
    public ContactList List { get; private set; } = null!;

    public ListHealth Health { get; private set; } = null!;

    public IReadOnlyList<Sunset> Sunsets { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } list)
        {
            return NotFound();
        }

        List = list;
        Health = await ListHealth.ReadAsync(db, list, clock.GetUtcNow(), ct);
        Sunsets = await db.Sunsets.AsNoTracking().Where(s => s.ListId == id).OrderByDescending(s => s.StartedAt).Take(10).ToListAsync(ct);
        return Page();
    }

    public Task<IActionResult> OnPostUnsubscribeAsync(Guid id, CancellationToken ct) => ActAsync(id, async list =>
    {
        var count = await sunsetting.UnsubscribeAsync(list, (User.Id(), User.DisplayName()), clock.GetUtcNow(), ct);
        TempData["Message"] = count == 1 ? "One person is unsubscribed." : $"{count:N0} people are unsubscribed.";
        return $"/contacts/{id}/health";
    }, ct);

    public Task<IActionResult> OnPostAskAsync(Guid id, CancellationToken ct) => ActAsync(id, async list =>
    {
        var sunset = await sunsetting.AskAsync(list, (User.Id(), User.DisplayName()), clock.GetUtcNow(), ct);
        TempData["Message"] = "The last mailing is a draft now. Look at it and submit it; the rest goes by itself.";
        return $"/campaigns/{sunset.CampaignId}/edit";
    }, ct);

    private async Task<IActionResult> ActAsync(Guid id, Func<ContactList, Task<string>> act, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is not { } list)
        {
            return NotFound();
        }

        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await Intake.AccountLock.LockAccountAsync(db, list.AccountId, ct);
        // Where nothing can be seen nobody is silent, whatever an old page offers.
        if (!await db.CanBeSeenAsync(list.AccountId, now, ct) || !await db.NeverActiveMembers(list.AccountId, id, now).AnyAsync(ct))
        {
            TempData["Message"] = "Nobody on this list is never active now. Nothing was done.";
            return LocalRedirect($"/contacts/{id}/health");
        }

        var next = await act(list);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return LocalRedirect(next);
    }

    private Task<ContactList?> FindAsync(Guid id, CancellationToken ct) => db.Lists.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, ct);
}
