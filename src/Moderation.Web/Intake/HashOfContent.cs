using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;

namespace Moderation.Web.Intake;

/// <summary>The content hash, with the domains that only the database knows.</summary>
public static class HashOfContent
{
    /// <summary>Hash of what would leave now from the frozen row; anything else than the approved hash is refused.</summary>
    public static Task<string> ContentHashAsync(this ModerationDb db, IntakeOptions options, SubmittedCampaign submitted, CancellationToken ct) =>
        db.ContentHashAsync(options, submitted.AccountId, submitted.SenderId, submitted.ListId, FrozenContent.Read(submitted.FrozenContent), ct);

    public static async Task<string> ContentHashAsync(this ModerationDb db, IntakeOptions options, Guid account, Guid sender, Guid list, Content content, CancellationToken ct)
    {
        var domain = await db.Senders.AsNoTracking()
            .Where(s => s.AccountId == account && s.Id == sender)
            .Select(s => s.SendingDomain!.Name)
            .SingleAsync(ct);
        // Who changes the filter of a group changes its audience.
        var filter = await db.Lists.AsNoTracking().Where(l => l.AccountId == account && l.Id == list).Select(l => l.Filter).SingleOrDefaultAsync(ct);
        return ContentHash.Of(content, options.BounceDomain, domain, filter is null ? list.ToString() : $"{list} {filter}");
    }
}
