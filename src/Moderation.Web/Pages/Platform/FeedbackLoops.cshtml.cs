using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Delivery;
using Moderation.Web.Data;
using Moderation.Web.Pages.Shared.Components;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Platform;

/// <summary>The providers that report complaints, where each stands, and what came in that nobody could act on.</summary>
[Authorize(Policies.Admin)]
public sealed class FeedbackLoopsModel(ModerationDb db, TimeProvider clock) : PageModel
{
    private const int Days = 30;

    public DateTimeOffset Now { get; private set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public IReadOnlyList<Rest> Others { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Now = clock.GetUtcNow();
        var since = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(1 - Days);
        var counts = await db.MxCounts.AsNoTracking().Where(c => c.Day >= since).ToListAsync(ct);
        var programmes = await db.FeedbackProgrammes.AsNoTracking().OrderBy(p => p.Name).ToListAsync(ct);
        Rows = [.. programmes.OrderByDescending(p => p.State).ThenBy(p => p.Name, StringComparer.Ordinal).Select(p => new Row(p, counts.Where(c => c.ProgrammeId == p.Id).Sum(c => c.Count)))];
        var names = programmes.ToDictionary(p => p.Id, p => p.Name);
        Others =
        [
            .. counts.Where(c => c.Result is not ("counted" or "repeated"))
                .GroupBy(c => (c.Kind, c.Result))
                .Select(group => (group.Key, Count: group.Sum(c => c.Count), Last: group.MaxBy(c => c.LastAt)!))
                .OrderByDescending(group => group.Last.LastAt)
                .Select(group => new Rest(Say(group.Key.Kind, group.Key.Result), group.Count, group.Last.LastAt, names.GetValueOrDefault(group.Last.ProgrammeId) ?? group.Last.LastPeer, group.Last.LastDetail)),
        ];
    }

    public Badge StateOf(FeedbackProgramme programme) => programme switch
    {
        { State: ProgrammeState.NotJoined } => new("neutral", "unchecked", "Not joined"),
        { State: ProgrammeState.Asked } => new("info", "clock", "Asked"),
        _ when programme.SilentSince(Now) is not null => new("hold", "warning", "Silent"),
        _ => new("ok", "ok", "Active"),
    };

    private static string Say(string kind, string result) => (kind, result) switch
    {
        ("complaint", "forged") => "Report with a forged signature of ours: refused",
        ("complaint", "not ours") => "Report that names no mail of ours: dropped",
        ("complaint", "untrusted") => "Report from no known loop and not signed: refused",
        ("complaint", "no complaint") => "Report that is no complaint: dropped",
        ("bounce", "forged") => "Mail to a forged bounce address: refused",
        ("bounce", "not final") => "Delay or receipt: no bounce",
        ("bounce", "stray report") => "Delivery report to no delivery of ours: dropped",
        ("opt-out", "forged") => "Mail to a forged opt-out address: refused",
        ("opt-out", _) => "Mail without a sender to an opt-out address: dropped",
        ("reply", "forwarded") => "Answer or letter by a person: forwarded",
        ("reply", "auto-reply") => "Out-of-office note or other machine's answer: dropped",
        ("reply", "not understood") => "Notice that could not be read: dropped",
        ("reply", "no reader") => "Letter that nobody reads: refused",
        _ => $"{char.ToUpperInvariant(kind[0])}{kind[1..]}: {result}",
    };

    /// <param name="Programme">As stored.</param>
    /// <param name="Reports">Of the last 30 days, today among them.</param>
    public sealed record Row(FeedbackProgramme Programme, long Reports);

    /// <param name="What">In words.</param>
    /// <param name="Count">Of the last 30 days.</param>
    /// <param name="LastAt">The latest.</param>
    /// <param name="LastFrom">Who brought it.</param>
    /// <param name="LastDetail">A line about it.</param>
    public sealed record Rest(string What, long Count, DateTimeOffset LastAt, string LastFrom, string LastDetail);
}
