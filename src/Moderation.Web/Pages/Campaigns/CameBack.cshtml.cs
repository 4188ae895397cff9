using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Delivery;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>Every bounce and complaint of a campaign with the words of whoever reported it; for its account and for staff.</summary>
public sealed class CameBackModel(ModerationDb db) : PageModel
{
    private const int PageSize = 50;

    /// <summary>A class, or "Complaint"; all without it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? What { get; set; }

    /// <summary>Counted from 1.</summary>
    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public Guid Id { get; private set; }

    public string Subject { get; private set; } = "";

    public bool IsMarketer => User.IsInRole(Role.Marketer);

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public IReadOnlyList<(string? Value, string Label, int Count)> Filters { get; private set; } = [];

    public bool HasNext { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.Campaigns.AsNoTracking().Where(c => c.Id == id).Select(c => new { c.AccountId, c.Subject }).SingleOrDefaultAsync(ct) is not { } campaign)
        {
            return NotFound();
        }

        (Id, Subject) = (id, campaign.Subject);
        var counts = await db.Feedback.Where(f => f.AccountId == campaign.AccountId && f.CampaignId == id).GroupBy(f => f.Class).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        Filters =
        [
            (null, "everything", counts.Sum(c => c.Count)),
            .. FeedbackWords.All.Select(kind => ((string?)Name(kind), FeedbackWords.Label(kind), counts.Where(c => c.Key == kind).Sum(c => c.Count))).Where(filter => filter.Item3 > 0),
        ];
        // A word that is none of them is as good as none.
        What = Filters.Select(filter => filter.Value).FirstOrDefault(value => value == What);
        var skip = (Math.Clamp(Number, 1, 1_000_000) - 1) * PageSize;
        var rows = await db.Database.SqlQuery<Row>(
            $"""
            select f.class as "Class", f.status as "Status", f.diagnostic as "Diagnostic", f.source as "Source", f.at as "At", coalesce(d.email, '') as "Email", c.id as "Contact"
            from app.feedback f
            left join app.deliveries d on d.account_id = f.account_id and d.campaign_id = f.campaign_id and d.seq = f.seq
            left join app.contacts c on c.account_id = f.account_id and c.id = d.contact_id
            where f.account_id = {campaign.AccountId} and f.campaign_id = {id}
                and ({What}::text is null or coalesce(f.class, f.kind) = {What}::text)
            order by f.at desc, f.id desc
            offset {skip} limit {PageSize + 1}
            """).ToListAsync(ct);
        HasNext = rows.Count > PageSize;
        Rows = [.. rows.Take(PageSize)];
        return Page();
    }

    private static string Name(BounceKind? kind) => kind?.ToString() ?? nameof(FeedbackKind.Complaint);

    /// <summary>One of them.</summary>
    public sealed record Row
    {
        /// <summary>The name of a <see cref="BounceKind"/>; null for complaints.</summary>
        public string? Class { get; init; }
        public string? Status { get; init; }
        public required string Diagnostic { get; init; }
        public required string Source { get; init; }
        public DateTimeOffset At { get; init; }

        /// <summary>Empty after an erasure.</summary>
        public required string Email { get; init; }

        /// <summary>Null when there is none any more.</summary>
        public Guid? Contact { get; init; }

        public BounceKind? Kind => Class is null ? null : Enum.Parse<BounceKind>(Class);
    }
}
