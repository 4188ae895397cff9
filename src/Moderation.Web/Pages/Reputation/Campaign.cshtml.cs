using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Reputation;
using Moderation.Web.Data;
using Moderation.Web.Jobs;

namespace Moderation.Web.Pages.Reputation;

/// <summary>One mailing's index with every factor, so that anybody can compute it again.</summary>
public sealed class CampaignModel(ModerationDb db) : PageModel
{
    public Guid Id { get; private set; }

    public string Subject { get; private set; } = "";

    public string Account { get; private set; } = "";

    public DateTimeOffset? FinishedAt { get; private set; }

    public long Attempted { get; private set; }

    public ReputationScore? Score { get; private set; }

    /// <summary>Computed again from the stored counts; null when nothing was computed yet.</summary>
    public ReputationIndex? Index { get; private set; }

    public IReadOnlyList<ReputationScore> Nights { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid accountId, Guid campaignId, CancellationToken ct)
    {
        var found = await (
            from campaign in db.Campaigns.AsNoTracking()
            where campaign.AccountId == accountId && campaign.Id == campaignId
            join account in db.Accounts on campaign.AccountId equals account.Id
            select new { campaign.Subject, account.Name, campaign.FinishedAt }).SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return NotFound();
        }

        (Id, Subject, Account, FinishedAt) = (campaignId, found.Subject, found.Name, found.FinishedAt);
        Attempted = await db.EventCounters
            .Where(c => c.AccountId == accountId && c.CampaignId == campaignId && c.Kind == EventKind.Attempted)
            .SumAsync(c => c.Count, ct);
        Nights = await db.ReputationScores.AsNoTracking()
            .Where(s => s.AccountId == accountId && s.CampaignId == campaignId)
            .OrderBy(s => s.Night)
            .ToListAsync(ct);
        Score = Nights is [.., var last] ? last : null;
        Index = Score is null ? null : ReputationIndex.Compute(CampaignCounts.Read(Score.Counts));
        return Page();
    }

    /// <summary>A share with as many decimals as it needs: complaints are hundredths of a per cent.</summary>
    public static string Percent(double share) => (share * 100) switch
    {
        0 => "0 %",
        < 0.1 => $"{share * 100:N3} %",
        < 10 => $"{share * 100:N2} %",
        _ => $"{share * 100:N1} %",
    };

    /// <summary>What is missing is said, and is not zero.</summary>
    public static string Missing(Signal signal) => signal switch
    {
        Signal.Complaint => "no complaint data",
        Signal.Click => "no click data",
        Signal.Open => "no open data",
        _ => "no data",
    };

    public static string Say(AppliedCap cap) => cap.Reason switch
    {
        CapReason.Complaints => $"at most {cap.Value:N0}, because the complaint rate is beyond the {(cap.Value <= Parameters.BadCap ? "limit" : "warning limit")}",
        CapReason.HardBounces => $"at most {cap.Value:N0}, because the hard bounce rate is beyond the {(cap.Value <= Parameters.BadCap ? "limit" : "warning limit")}",
        CapReason.TrapHit => $"at most {cap.Value:N0}, because a spam trap was hit",
        CapReason.Listed => $"at most {cap.Value:N0}, because the sender is on a blocklist",
        CapReason.DmarcNotAligned => $"at most {cap.Value:N0}, because DMARC does not pass",
        _ => $"at most {cap.Value:N0}, because hardly anybody opens or clicks: the mail is probably in the spam folders",
    };
}
