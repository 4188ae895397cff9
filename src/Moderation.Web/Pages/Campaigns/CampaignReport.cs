using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Reputation;
using Moderation.Web.Data;
using Moderation.Web.Jobs;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>One figure of a report.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Events">How many; a signal that nothing measures has none.</param>
/// <param name="Trials">Of how many; null when nothing measures it.</param>
/// <param name="Of">What those are.</param>
/// <param name="IsSample">Whether other mail to these people could have done otherwise; else there is nothing to estimate.</param>
public sealed record ReportFigure(string Name, long Events, long? Trials, string Of, bool IsSample = true)
{
    public bool IsMeasured => Trials is not null;

    /// <summary>Null without a trial.</summary>
    public double? Share => Trials is > 0 and var n ? (double)Math.Min(Events, n) / n : null;

    /// <summary>Where the true share lies, at 95 %; null where nothing is estimated.</summary>
    public Wilson? Interval => IsSample && Trials is > 0 and var n ? Wilson.Of(new Count(Math.Min(Events, n), n)) : null;
}

/// <summary>What became of a mailing.</summary>
public sealed record CampaignReport
{
    private const int MostBounces = 50;

    /// <summary>Beyond so many hours the steps of the chart are days.</summary>
    private const int MostHours = 48;

    public required Campaign Campaign { get; init; }
    public required IReadOnlyList<ReportFigure> Figures { get; init; }

    /// <summary>Recipients of whom only a program was seen.</summary>
    public required long OpenedByMachine { get; init; }
    public required long ClickedByMachine { get; init; }
    public required IReadOnlyList<Bounce> Bounces { get; init; }
    public required IReadOnlyList<LinkRow> Links { get; init; }
    public required IReadOnlyList<TimeRow> Times { get; init; }

    /// <summary>Whether a step of <see cref="Times"/> is a day; else an hour.</summary>
    public required bool ByDay { get; init; }

    /// <returns>Null when there is no such campaign.</returns>
    public static async Task<CampaignReport?> ReadAsync(ModerationDb db, Guid id, CancellationToken ct)
    {
        if (await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } campaign)
        {
            return null;
        }

        var since = campaign.SendingSince ?? campaign.CreatedAt;
        var account = campaign.AccountId;
        var progress = await db.CampaignProgress.AsNoTracking().SingleOrDefaultAsync(p => p.CampaignId == id, ct);
        var kinds = await db.EventCounters.Where(c => c.CampaignId == id).GroupBy(c => c.Kind).ToDictionaryAsync(g => g.Key, g => g.Sum(c => c.Count), ct);
        var hours = await db.Database.SqlQuery<HourRow>(
            $"""
            select h as "Hour", count(*) filter (where kind = 1) as "Opened", count(*) filter (where kind = 2) as "Clicked"
            from (
                select kind, seq, greatest(0, floor(extract(epoch from min(at) - {since}) / 3600))::integer as h
                from app.events
                where account_id = {account} and campaign_id = {id} and kind in (1, 2) and not is_machine
                group by kind, seq) first
            group by h order by h
            """).ToListAsync(ct);
        return new CampaignReport
        {
            Campaign = campaign,
            Figures = FiguresOf(campaign, progress, kinds),
            OpenedByMachine = kinds.GetValueOrDefault(EventKind.OpenedByMachine),
            ClickedByMachine = kinds.GetValueOrDefault(EventKind.ClickedByMachine),
            Bounces = await BouncesAsync(db, account, id, ct),
            Links = await LinksAsync(db, account, id, ct),
            Times = TimesOf(hours, out var byDay),
            ByDay = byDay,
        };
    }

    private static List<ReportFigure> FiguresOf(Campaign campaign, CampaignProgress? progress, Dictionary<EventKind, long> kinds)
    {
        long Sum(EventKind kind) => kinds.GetValueOrDefault(kind);
        var counts = CampaignCounts.Of(kinds, campaign.TracksOpens, campaign.TracksClicks);
        var (total, attempted, delivered) = ((long)(progress?.Total ?? 0), Sum(EventKind.Attempted), Math.Max(0, Sum(EventKind.Delivered)));
        var accepted = progress?.Accepted ?? 0;
        // Only where the log of a smart host is read is anything known of what became of the mail behind it.
        var (arrived, delayed) = (Math.Max(0, Sum(EventKind.Arrived)), Sum(EventKind.Delayed));
        ReportFigure[] byLog = arrived + delayed == 0 ? [] :
        [
            new("Arrived, says the mail server's log", arrived, accepted, "accepted"),
            new("Delayed on the way, says the log", delayed, accepted, "accepted"),
        ];
        return
        [
            new("Sent", attempted, total, "recipients", IsSample: false),
            new("Accepted by the next server", accepted, attempted, "sent"),
            new("Delivered: accepted and not come back", delivered, attempted, "sent"),
            .. byLog,
            new("Opened", Sum(EventKind.Opened), campaign.TracksOpens ? (long)counts.Open.Trials : null, "delivered where an opening can be seen"),
            new("Clicked", Sum(EventKind.Clicked), campaign.TracksClicks ? delivered : null, "delivered"),
            new("Bounced: no such address", Sum(EventKind.HardBounced), attempted, "sent"),
            new("Bounced: blocked or given up", Sum(EventKind.PolicyBlocked), attempted, "sent"),
            new("Bounced: mailbox full or not just now", Sum(EventKind.SoftBounced), attempted, "sent"),
            new("Complained: called it spam", Sum(EventKind.Complained), counts.Complaint.Trials > 0 ? (long)counts.Complaint.Trials : null, "delivered to providers that report complaints"),
            new("Opted out", Sum(EventKind.Unsubscribed), delivered, "delivered"),
        ];
    }

    // As in what came back: the same classes, and no person's address in the words of a server.
    private static async Task<List<Bounce>> BouncesAsync(ModerationDb db, Guid account, Guid id, CancellationToken ct)
    {
        var refused = await db.Feedback
            .Where(f => f.AccountId == account && f.CampaignId == id && f.Kind == FeedbackKind.Bounce && f.Source == FeedbackEntry.Session)
            .GroupBy(f => new { f.Domain, f.Class, f.Status })
            .Select(g => new { g.Key.Domain, g.Key.Class, Said = g.Min(f => f.Diagnostic)!, Count = g.LongCount() })
            .ToListAsync(ct);
        return
        [
            .. refused.GroupBy(row => (row.Domain, row.Class))
                .Select(group => new Bounce(group.Key.Domain.Length > 0 ? group.Key.Domain : "erased people", FeedbackWords.Of(group.Key.Class).Label, group.Sum(row => row.Count), group.MaxBy(row => row.Count)!.Said))
                .OrderByDescending(bounce => bounce.Count).ThenBy(bounce => bounce.Provider, StringComparer.Ordinal)
                .Take(MostBounces),
        ];
    }

    private static Task<List<LinkRow>> LinksAsync(ModerationDb db, Guid account, Guid id, CancellationToken ct) =>
        db.Database.SqlQuery<LinkRow>(
            $"""
            select l.number as "Number", l.url as "Url",
                count(distinct e.seq) filter (where not e.is_machine) as "People", count(e.id) filter (where not e.is_machine) as "Clicks", count(e.id) filter (where e.is_machine) as "ByMachine"
            from app.campaign_links l
            left join app.events e on e.account_id = l.account_id and e.campaign_id = l.campaign_id and e.kind = 2 and e.link = l.number
            where l.account_id = {account} and l.campaign_id = {id}
            group by l.number, l.url
            order by "People" desc, l.number
            """).ToListAsync(ct);

    private static List<TimeRow> TimesOf(List<HourRow> hours, out bool byDay)
    {
        byDay = hours is [.., { Hour: >= MostHours }];
        var step = byDay ? 24 : 1;
        var steps = hours.ToLookup(row => row.Hour / step);
        return hours.Count == 0 ? [] : [.. Enumerable.Range(0, (hours[^1].Hour / step) + 1).Select(i => new TimeRow(i, steps[i].Sum(row => row.Opened), steps[i].Sum(row => row.Clicked)))];
    }

    /// <param name="Provider">The domain of the recipients.</param>
    /// <param name="Class">In words.</param>
    /// <param name="Count">Recipients.</param>
    /// <param name="Reply">The most frequent one.</param>
    public sealed record Bounce(string Provider, string Class, long Count, string Reply);

    /// <param name="Number">In the mail.</param>
    /// <param name="Url">Where it leads.</param>
    /// <param name="People">Recipients of whom a person followed it.</param>
    /// <param name="Clicks">How often persons did.</param>
    /// <param name="ByMachine">How often programs did.</param>
    public sealed record LinkRow(int Number, string Url, long People, long Clicks, long ByMachine);

    /// <summary>Recipients who opened or clicked for the first time in this step after the start, from 0.</summary>
    public sealed record TimeRow(int Step, long Opened, long Clicked);

    internal sealed record HourRow(int Hour, long Opened, long Clicked);
}
