using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Delivery;
using Moderation.Web.Data;
using Moderation.Web.People;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>The hours in which an account's campaigns leave, by the clock of its zone.</summary>
[Authorize(Policies.Marketer)]
public sealed class SendingHoursModel(ModerationDb db, CurrentAccount current, TimeProvider clock) : PageModel
{
    public static readonly IReadOnlyList<Weekdays> Week = [.. Enum.GetValues<Weekdays>().Where(day => int.IsPow2((int)day))];

    [BindProperty]
    public bool Restricts { get; set; }

    [BindProperty]
    public string? Zone { get; set; }

    [BindProperty]
    public TimeOnly? From { get; set; }

    [BindProperty]
    public TimeOnly? Until { get; set; }

    [BindProperty]
    public List<Weekdays> Days { get; set; } = [];

    /// <summary>For the suggestions of the field.</summary>
    public static IReadOnlyList<string> Zones { get; } =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId && (zone.Id.Contains('/', StringComparison.Ordinal) || zone.Id == "UTC")).Select(zone => zone.Id).Order(StringComparer.Ordinal)];

    /// <summary>As it is stored; null is at any hour.</summary>
    public Hours? Stored { get; private set; }

    public string Now { get; private set; } = "";

    public async Task OnGetAsync(CancellationToken ct)
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync(account => account.Id == current.AccountId, ct);
        var window = account.SendWindow ?? new SendWindow(new TimeOnly(8, 0), new TimeOnly(18, 0), Weekdays.All & ~(Weekdays.Saturday | Weekdays.Sunday));
        (Restricts, Zone, From, Until, Days) = (account.SendWindow is not null, account.TimeZone, window.From, window.Until, [.. Week.Where(day => window.Days.HasFlag(day))]);
        Show(account);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var account = await db.Accounts.SingleAsync(account => account.Id == current.AccountId, ct);
        Check();
        if (!ModelState.IsValid)
        {
            Show(account);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var window = Restricts ? new SendWindow(From!.Value, Until!.Value, Days.Aggregate(Weekdays.None, (sum, day) => sum | day)) : null;
        if (account.SendWindow != window || account.TimeZone != Zone)
        {
            (account.TimeZone, account.SendWindow) = (Zone!, window);
            await db.WriteAsync(account.Id, User.Id(), User.DisplayName(), "account.sending-hours", null, Hours.Of(account)?.ToString() ?? $"any hour, {Zone}", clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        TempData["Message"] = window is null ? "Saved. Your campaigns leave at any hour." : "Saved. It holds at once, also for campaigns that are leaving.";
        return LocalRedirect("/campaigns/hours");
    }

    private void Check()
    {
        Zone = Zone?.Trim();
        if (string.IsNullOrEmpty(Zone) || !Zones.Contains(Zone, StringComparer.Ordinal))
        {
            ModelState.AddModelError(nameof(Zone), "Choose a zone from the list, such as Europe/Prague.");
        }

        if (!Restricts)
        {
            foreach (var field in new[] { nameof(From), nameof(Until), nameof(Days) })
            {
                ModelState.Remove(field);
            }

            return;
        }

        if (From is null)
        {
            Replace(nameof(From), "Write the time at which sending begins, such as 08:00.");
        }

        if (Until is null)
        {
            Replace(nameof(Until), "Write the time at which sending ends, such as 18:00.");
        }

        if (Days.Count == 0 || Days.Exists(day => !Week.Contains(day)))
        {
            Replace(nameof(Days), "Choose one day at least: without a day nothing would ever leave.");
        }
    }

    private void Replace(string field, string why)
    {
        ModelState.Remove(field);
        ModelState.AddModelError(field, why);
    }

    private void Show(Moderation.Accounts.Account account)
    {
        Stored = Hours.Of(account);
        Now = TimeZoneInfo.TryFindSystemTimeZoneById(account.TimeZone, out var zone)
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone):dddd HH:mm}")
            : "";
    }
}
