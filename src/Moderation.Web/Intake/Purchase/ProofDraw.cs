using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Data;

namespace Moderation.Web.Intake.Purchase;

/// <summary>Draws the contacts whose consent is asked for; once for a campaign, so that nobody draws until it looks well.</summary>
public static class ProofDraw
{
    /// <summary>In a transaction of the caller, under <see cref="AccountLock"/>.</summary>
    /// <returns>How many were drawn; 0 when there are some already.</returns>
    public static async Task<int> DrawProofAsync(this ModerationDb db, Campaign campaign, Guid list, string by, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.ProofSamples.AnyAsync(s => s.AccountId == campaign.AccountId && s.CampaignId == campaign.Id, ct))
        {
            return 0;
        }

        var drawn = await db.MailableMembers(campaign.AccountId, list).OrderBy(_ => EF.Functions.Random()).Take(ProofSample.Drawn).Select(c => new { c.Id, c.Email }).ToListAsync(ct);
        db.ProofSamples.AddRange(drawn.Select(contact => new ProofSample { AccountId = campaign.AccountId, CampaignId = campaign.Id, ContactId = contact.Id, Email = contact.Email, AskedAt = now, AskedBy = by }));
        return drawn.Count;
    }
}
