using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Delivery;
using Moderation.Web.Data;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.People;
using Moderation.Web.Relay;
using Moderation.Web.Relay.Routes;
using Quartz;

namespace Moderation.Web.Pages.Platform.Routes;

/// <summary>The ways out: routes, addresses with what they have sent, and what providers asked for. Changed by admins, each change logged with a reason.</summary>
[Authorize(Policies.Admin)]
public sealed class IndexModel(ModerationDb db, ShapingOptions shaping, CheckOptions checks, RelayOptions relay, RouteSecrets secrets, ISchedulerFactory schedulers, TimeProvider clock) : PageModel
{
    private const int LongestReason = 300;
    private const int MostBackOffs = 100;

    [BindProperty]
    public RouteForm Input { get; set; } = new();

    [BindProperty]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public IReadOnlyList<(MailRoute Route, IReadOnlyList<IpRow> Ips)> Routes { get; private set; } = [];

    /// <summary>What is known of the logs of smart hosts, by route.</summary>
    public IReadOnlyDictionary<Guid, LogRow> Logs { get; private set; } = new Dictionary<Guid, LogRow>();

    public IReadOnlyList<(SendingIp Ip, ProviderState State)> BackOffs { get; private set; } = [];

    /// <summary>Of each address in all, and to each provider that it has sent to.</summary>
    public IReadOnlyList<FigureRow> Figures { get; private set; } = [];

    public SendingRules Rules => new(shaping, relay.Retry);

    public string? ConfiguredRoute => relay.Route is { } route ? $"{route.Host}:{route.Port}" : null;

    public int WarmUpDays => shaping.WarmUp.Days;

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAddAsync(CancellationToken ct)
    {
        var name = Input.Name?.Trim();
        if (Input.Check(ModelState, nameof(Input)) && await db.MailRoutes.AnyAsync(route => route.Name == name, ct))
        {
            ModelState.AddModelError($"{nameof(Input)}.{nameof(Input.Name)}", "Another route has this name.");
        }

        if (!ModelState.IsValid)
        {
            return await RefuseAsync(ct);
        }

        var route = new MailRoute { Name = name!, Kind = Input.Kind, CreatedAt = clock.GetUtcNow() };
        Input.Fill(route, secrets);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.MailRoutes.Add(route);
        await LogAsync("route.added", $"{route.Name}: {Of(route)}", ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = "The route is there. Nothing leaves by it before it has an address that may send, but for a smart host that chooses addresses itself.";
        return Redirect($"/platform/routes/{route.Id}");
    }

    public Task<IActionResult> OnPostStopAsync(CancellationToken ct) => ChangeAsync("ip.stopped", (ip, reason, now) => ip.Stop(reason, now), "It sends nothing more in a few seconds.", ct);

    public Task<IActionResult> OnPostResumeAsync(CancellationToken ct) => ChangeAsync("ip.resumed", (ip, _, _) => ip.Resume(), "It sends again once it is ready.", ct);

    public Task<IActionResult> OnPostStopRouteAsync(CancellationToken ct) => ChangeRouteAsync("route.stopped", (route, reason, now) => route.Stop(reason, now), "Nothing leaves by it in a few seconds.", ct);

    public Task<IActionResult> OnPostResumeRouteAsync(CancellationToken ct) => ChangeRouteAsync("route.resumed", (route, _, _) => route.Resume(), "Mail leaves by it again.", ct);

    /// <summary>Names and blocklists are looked at now and not at the next hour.</summary>
    public async Task<IActionResult> OnPostCheckAsync(CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        await scheduler.TriggerJob(IpChecks.Key, ct);
        TempData["Message"] = "The addresses are being looked up. Load this page again in a minute.";
        return Redirect("/platform/routes");
    }

    internal static string Of(MailRoute route) => route.Kind == RouteKind.Direct ? "to the receivers' own servers" : $"to {route.Host}:{route.Port}, TLS {route.Tls.ToLowerInvariant()}";

    private async Task<IActionResult> ChangeAsync(string action, Action<SendingIp, string, DateTimeOffset> change, string said, CancellationToken ct)
    {
        if (!HasReason())
        {
            return await RefuseAsync(ct);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // One that two admins or the hourly look change at once is changed in turn.
        if (await db.SendingIps.FromSql($"select * from app.sending_ips where id = {Id} for update").SingleOrDefaultAsync(ct) is not { } ip)
        {
            return NotFound();
        }

        change(ip, Reason!.Trim(), clock.GetUtcNow());
        await LogAsync(action, $"{ip.Address}: {Reason.Trim()}", ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = said;
        return Redirect("/platform/routes");
    }

    private async Task<IActionResult> ChangeRouteAsync(string action, Action<MailRoute, string, DateTimeOffset> change, string said, CancellationToken ct)
    {
        if (!HasReason())
        {
            return await RefuseAsync(ct);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.MailRoutes.SingleOrDefaultAsync(route => route.Id == Id, ct) is not { } route)
        {
            return NotFound();
        }

        change(route, Reason!.Trim(), clock.GetUtcNow());
        await LogAsync(action, $"{route.Name}: {Reason.Trim()}", ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = said;
        return Redirect("/platform/routes");
    }

    private bool HasReason()
    {
        ModelState.Clear();
        if (string.IsNullOrWhiteSpace(Reason) || Reason.Length > LongestReason || Reason.Any(char.IsControl))
        {
            ModelState.AddModelError(nameof(Reason), $"Say why, in one line of at most {LongestReason} characters: the log keeps it.");
        }

        return ModelState.IsValid;
    }

    private async Task LogAsync(string action, string detail, CancellationToken ct)
    {
        await db.WritePlatformAsync(User.Id(), User.DisplayName(), action, null, detail, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
    }

    private async Task<PageResult> RefuseAsync(CancellationToken ct)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var ips = await db.SendingIps.AsNoTracking().OrderBy(ip => ip.Pool).ThenBy(ip => ip.Address).ToListAsync(ct);
        var today = await db.IpBudgets.AsNoTracking().Where(budget => budget.Hour >= midnight).ToListAsync(ct);
        Routes =
        [
            .. (await db.MailRoutes.AsNoTracking().OrderBy(route => route.Name).ToListAsync(ct)).Select(route =>
                (route, (IReadOnlyList<IpRow>)[.. ips.Where(ip => ip.RouteId == route.Id).Select(ip => IpRow.Of(ip, today, shaping, checks, now))])),
        ];
        var readings = await db.LogReadings.AsNoTracking().ToDictionaryAsync(reading => reading.RouteId, ct);
        Logs = Routes.Where(one => one.Route.Kind == RouteKind.SmartHost).ToDictionary(one => one.Route.Id, one => new LogRow(readings.GetValueOrDefault(one.Route.Id), now));
        var first = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-IpReadiness.Days);
        var outcomes = await db.IpOutcomes.AsNoTracking().Where(row => row.Day >= first).ToListAsync(ct);
        Figures = [.. ips.SelectMany(ip => FigureRow.Of(ip, [.. outcomes.Where(row => row.IpId == ip.Id)], shaping.Providers))];
        var states = await db.ProviderStates.AsNoTracking().Where(state => state.Until > now).OrderByDescending(state => state.Since).Take(MostBackOffs).ToListAsync(ct);
        BackOffs = [.. states.Select(state => (ips.Single(ip => ip.Id == state.IpId), state))];
    }
}
