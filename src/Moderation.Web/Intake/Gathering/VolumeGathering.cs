using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;

namespace Moderation.Web.Intake.Gathering;

/// <summary>The sums of the 3.6 principle.</summary>
internal static class VolumeGathering
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(7 * 24);

    /// <param name="db">Of the account's people, or the engine.</param>
    /// <param name="campaign">Whose mailing it is.</param>
    /// <param name="recipients">Of this mailing.</param>
    /// <param name="approvedExcess">What an approval has covered; null before one.</param>
    /// <param name="now">The moment.</param>
    /// <param name="ct">Ends the reading.</param>
    public static async Task<VolumeFacts> OfAsync(ModerationDb db, Campaign campaign, long recipients, decimal? approvedExcess, DateTimeOffset now, CancellationToken ct)
    {
        var id = campaign.AccountId;
        var since = now - Window;
        // One statement: the relay turns reservations into handovers all the time, and between two statements a batch could be in neither.
        var volume = await db.Database.SqlQuery<VolumeRow>(
            $"""
            select at as "At", sum(messages) as "Messages" from app.handovers where account_id = {id} and at > {since} group by at
            union all
            select null, coalesce(sum(remaining), 0) from app.volume_reservations where account_id = {id} and campaign_id <> {campaign.Id}
            """).ToListAsync(ct);
        return new VolumeFacts(
            volume.Sum(row => row.Messages),
            await db.OptInContacts(id).LongCountAsync(ct),
            recipients,
            [.. volume.Where(row => row.At is not null).Select(row => new Leaving(row.At!.Value + Window, row.Messages))],
            approvedExcess);
    }

    /// <param name="At">When the messages were handed over; null for those that are reserved.</param>
    internal sealed record VolumeRow(DateTimeOffset? At, long Messages);
}
