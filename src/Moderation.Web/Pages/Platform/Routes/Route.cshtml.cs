using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Delivery;
using Moderation.Web.Data;
using Moderation.Web.Feedback.Logs;
using Moderation.Web.People;
using Moderation.Web.Relay.Routes;

namespace Moderation.Web.Pages.Platform.Routes;

/// <summary>One route: how it is reached, and the addresses that it sends from.</summary>
[Authorize(Policies.Admin)]
public sealed class RouteModel(ModerationDb db, RouteSecrets secrets, LogReaderOptions logs, TimeProvider clock) : PageModel
{
    [FromRoute]
    public Guid Id { get; set; }

    [BindProperty]
    public RouteForm Input { get; set; } = new();

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public PoolClass Pool { get; set; } = PoolClass.New;

    [BindProperty]
    public string? PoolName { get; set; }

    /// <summary>Receivers know the address from elsewhere: it needs no warm-up.</summary>
    [BindProperty]
    public bool IsWarm { get; set; }

    [BindProperty]
    public MailLogKind LogKind { get; set; }

    [BindProperty]
    public string? LogPath { get; set; }

    public MailRoute Route { get; private set; } = null!;

    /// <summary>Null for a route that has no log: we deliver ourselves.</summary>
    public LogRow? Log { get; private set; }

    public IReadOnlyList<SendingIp> Ips { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        Input = RouteForm.Of(Route);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        var name = Input.Name?.Trim();
        Input.Kind = Route.Kind;
        if (Input.Check(ModelState, nameof(Input)) && await db.MailRoutes.AnyAsync(route => route.Name == name && route.Id != Id, ct))
        {
            ModelState.AddModelError($"{nameof(Input)}.{nameof(Input.Name)}", "Another route has this name.");
        }

        if (!ModelState.IsValid)
        {
            return Refuse();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        Input.Fill(Route, secrets);
        await LogAsync("route.changed", $"{Route.Name}: {IndexModel.Of(Route)}", ct);
        await transaction.CommitAsync(ct);
        return Done("The route is changed.");
    }

    public async Task<IActionResult> OnPostAddressAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        ModelState.Clear();
        Input = RouteForm.Of(Route);
        if (!IPAddress.TryParse(Address?.Trim(), out var address) || address.ToString().Contains('%', StringComparison.Ordinal))
        {
            ModelState.AddModelError(nameof(Address), "Write one IP address, like 192.0.2.25 or 2001:db8::25.");
        }
        else if (await db.SendingIps.AnyAsync(ip => ip.Address.Equals(address), ct))
        {
            ModelState.AddModelError(nameof(Address), "This address stands at a route already.");
        }

        if (PoolName?.Length > 100 || PoolName?.All(c => c is >= '!' and <= '~') == false)
        {
            ModelState.AddModelError(nameof(PoolName), "Write letters, digits and signs without spaces, 100 at most.");
        }

        if (!ModelState.IsValid)
        {
            return Refuse();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.SendingIps.Add(new SendingIp
        {
            RouteId = Id,
            Address = address!,
            Pool = Pool,
            PoolName = PoolName ?? "",
            WarmUpStarted = IsWarm ? null : DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime),
        });
        await LogAsync("ip.added", $"{address} for {Route.Name}, {IpRow.Of(Pool)}{(IsWarm ? ", warm already" : "")}", ct);
        await transaction.CommitAsync(ct);
        return Done("The address is there. It is looked up within the hour, or at once by \u201cLook them up now\u201d on the page before.");
    }

    public async Task<IActionResult> OnPostPoolAsync(Guid ip, CancellationToken ct)
    {
        ModelState.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.SendingIps.FromSql($"select * from app.sending_ips where id = {ip} and route_id = {Id} for update").SingleOrDefaultAsync(ct) is not { } changed)
        {
            return NotFound();
        }

        changed.Pool = Pool;
        await LogAsync("ip.pool-changed", $"{changed.Address}: {IpRow.Of(Pool)}", ct);
        await transaction.CommitAsync(ct);
        return Done("The address sends for the other class from now on.");
    }

    public async Task<IActionResult> OnPostLogAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct) || Log is null)
        {
            return NotFound();
        }

        ModelState.Clear();
        Input = RouteForm.Of(Route);
        var path = LogPath?.Trim() ?? "";
        if (logs.Refuse(path) is { } refusal)
        {
            ModelState.AddModelError(nameof(LogPath), refusal);
            return Refuse();
        }

        if (!Enum.IsDefined(LogKind))
        {
            return BadRequest();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LogReadings.SingleOrDefaultAsync(reading => reading.RouteId == Id, ct) is { } known)
        {
            known.Point(LogKind, path);
        }
        else
        {
            db.LogReadings.Add(new LogReading { RouteId = Id, Kind = LogKind, Path = path });
        }

        await LogAsync("route.log-named", $"{Route.Name}: {LogRow.Of(LogKind)}, {path}", ct);
        await transaction.CommitAsync(ct);
        return Done("The log is read from its beginning, in a few seconds.");
    }

    public async Task<IActionResult> OnPostNoLogAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LogReadings.Where(reading => reading.RouteId == Id).ExecuteDeleteAsync(ct);
        await LogAsync("route.log-forgotten", Route.Name, ct);
        await transaction.CommitAsync(ct);
        return Done("The log is read no more.");
    }

    private RedirectResult Done(string said)
    {
        TempData["Message"] = said;
        return Redirect($"/platform/routes/{Id}");
    }

    private PageResult Refuse()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task LogAsync(string action, string detail, CancellationToken ct)
    {
        await db.WritePlatformAsync(User.Id(), User.DisplayName(), action, null, detail, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (await db.MailRoutes.SingleOrDefaultAsync(route => route.Id == Id, ct) is not { } route)
        {
            return false;
        }

        Route = route;
        var reading = await db.LogReadings.AsNoTracking().SingleOrDefaultAsync(one => one.RouteId == Id, ct);
        Log = route.Kind == RouteKind.SmartHost ? new LogRow(reading, clock.GetUtcNow()) : null;
        (LogKind, LogPath) = HttpMethods.IsPost(Request.Method) ? (LogKind, LogPath) : (reading?.Kind ?? MailLogKind.Postfix, reading?.Path);
        Ips = await db.SendingIps.AsNoTracking().Where(ip => ip.RouteId == Id).OrderBy(ip => ip.Address).ToListAsync(ct);
        return true;
    }
}
