using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Moderation.Delivery;
using Moderation.Reputation;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>What came back of a campaign: bounces by class and provider, and complaints. Nothing before anything has left.</summary>
public sealed class CameBackViewComponent(ModerationDb db) : ViewComponent
{
    private const int Providers = 8;

    /// <param name="account">Whose.</param>
    /// <param name="campaign">Its id.</param>
    public async Task<IViewComponentResult> InvokeAsync(Guid account, Guid campaign)
    {
        var ct = HttpContext.RequestAborted;
        var accepted = await db.CampaignProgress.Where(p => p.AccountId == account && p.CampaignId == campaign).Select(p => (int?)p.Accepted).SingleOrDefaultAsync(ct);
        var delivered = await db.EventCounters.Where(c => c.AccountId == account && c.CampaignId == campaign && c.Kind == EventKind.Delivered).SumAsync(c => c.Count, ct);
        var counts = await db.Feedback
            .Where(f => f.AccountId == account && f.CampaignId == campaign)
            .GroupBy(f => new { f.Domain, f.Class })
            .Select(g => new CameBackCount(g.Key.Domain, g.Key.Class, g.Count()))
            .ToListAsync(ct);
        var providers = counts.GroupBy(c => c.Domain, StringComparer.Ordinal).OrderByDescending(g => g.Sum(c => c.Count)).ThenBy(g => g.Key, StringComparer.Ordinal).Take(Providers)
            .Select(g => new CameBackProvider(g.Key, g.ToDictionary(c => new CameBackClass(c.Class), c => c.Count))).ToList();
        return View(new CameBackView(
            campaign, accepted is not null || counts.Count > 0, Math.Max(0, delivered),
            FeedbackWords.All.ToDictionary(kind => new CameBackClass(kind), kind => counts.Where(c => c.Class == kind).Sum(c => c.Count)), providers));
    }
}

/// <param name="Campaign">Its id.</param>
/// <param name="HasLeft">Whether anything was sent.</param>
/// <param name="Delivered">Accepted and not come back.</param>
/// <param name="Counts">Of all classes.</param>
/// <param name="Providers">With the most first.</param>
public sealed record CameBackView(Guid Campaign, bool HasLeft, long Delivered, IReadOnlyDictionary<CameBackClass, int> Counts, IReadOnlyList<CameBackProvider> Providers);

/// <param name="Domain">Of the recipients.</param>
/// <param name="Counts">Of the classes that occurred.</param>
public sealed record CameBackProvider(string Domain, IReadOnlyDictionary<CameBackClass, int> Counts);

/// <param name="Kind">Null for complaints.</param>
public readonly record struct CameBackClass(BounceKind? Kind);

/// <param name="Domain">Of the recipients.</param>
/// <param name="Class">Null for complaints.</param>
/// <param name="Count">So many.</param>
public sealed record CameBackCount(string Domain, BounceKind? Class, int Count);
