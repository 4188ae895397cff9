using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Reputation;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Jobs;
using Quartz;

namespace Moderation.Web.Relay;

/// <summary>
/// Looks once a minute at what comes back of each campaign that is leaving. Beyond its limits it is held and a person is asked; a
/// canary that nothing speaks against lets the others follow.
/// </summary>
[DisallowConcurrentExecution]
public sealed class SendingWatch(EngineDb db, TimeProvider clock, ILogger<SendingWatch> log) : IJob
{
    public static readonly JobKey Key = new("sending-watch", "relay");

    private const string Actor = "Relay";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken ct)
    {
        var sending = await db.Campaigns.AsNoTracking().Where(c => c.State == CampaignState.Sending).Select(c => new { c.AccountId, c.Id }).ToListAsync(ct);
        foreach (var campaign in sending)
        {
            await LookAtAsync(campaign.AccountId, campaign.Id, ct);
            db.ChangeTracker.Clear();
        }
    }

    private async Task LookAtAsync(Guid account, Guid id, CancellationToken ct)
    {
        // Most looks find nothing to do, and whoever submits or decides must not wait for them.
        if (await ReadAsync(account, id, ct) is not { HasWork: true })
        {
            return;
        }

        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(account, ct);
        if (await ReadAsync(account, id, ct) is not { HasWork: true } look)
        {
            return;
        }

        if (look.Passed.Count > 0)
        {
            await HoldAsync(look, ct);
        }
        else if (look.CanaryEnds)
        {
            await LetFollowAsync(look, ct);
        }
        else
        {
            await Rows(look.Campaign).ExecuteUpdateAsync(set => set.SetProperty(p => p.CanaryTriedAt, look.Now), ct);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<Look?> ReadAsync(Guid account, Guid id, CancellationToken ct)
    {
        var counts = CampaignCounts.Of(await db.EventCounters
            .Where(c => c.AccountId == account && c.CampaignId == id)
            .GroupBy(c => c.Kind)
            .Select(kind => new { kind.Key, Count = kind.Sum(c => c.Count) })
            .ToDictionaryAsync(kind => kind.Key, kind => kind.Count, ct));
        var now = clock.GetUtcNow();
        var campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.AccountId == account && c.Id == id && c.State == CampaignState.Sending, ct);
        var progress = await db.CampaignProgress.AsNoTracking().SingleOrDefaultAsync(p => p.AccountId == account && p.CampaignId == id, ct);
        if (campaign is null || progress is null)
        {
            return null;
        }

        var since = progress.Judged is { } judged ? counts.Since(CampaignCounts.Read(judged)) : counts;
        var passed = Limits(campaign).PassedBy(since);
        var waits = progress is { Canary: not null, CanaryEndedAt: null };
        var triedAt = progress.CanaryTriedAt ?? (progress.Accepted + progress.Refused + progress.Suppressed + progress.Deferred >= progress.Canary ? now : null);
        var isDecided = waits && triedAt + SendingLimits.CanaryWait <= now;
        if (passed.Count == 0 && isDecided)
        {
            passed = SendingLimits.OfCanary.PassedBy(since);
        }

        return new Look(campaign, progress, counts, passed, waits, isDecided, CanaryIsTried: waits && progress.CanaryTriedAt is null && triedAt is not null, now);
    }

    private static SendingLimits Limits(Campaign campaign) =>
        Conditions.Read(campaign.Conditions).MostHardBounces is { } most ? SendingLimits.Usual with { HardBounce = Math.Min(most / 100, SendingLimits.Usual.HardBounce) } : SendingLimits.Usual;

    // The relay counts in this row without loading it: only the columns of the watch are set.
    private IQueryable<CampaignProgress> Rows(Campaign campaign) => db.CampaignProgress.Where(p => p.AccountId == campaign.AccountId && p.CampaignId == campaign.Id);

    private async Task HoldAsync(Look look, CancellationToken ct)
    {
        var (campaign, passed) = (look.Campaign, string.Join(" ", look.Passed));
        var why = $"It stopped itself {(look.CanaryWaits ? "after its first recipients" : "while it was leaving")}. {passed} What has left has left. A project manager decides whether it goes on.";
        campaign.HoldAgain(why);
        var stored = CampaignCounts.Write(look.Counts);
        await Rows(campaign).ExecuteUpdateAsync(set => set.SetProperty(p => p.Judged, stored), ct);
        await db.VolumeReservations.Where(r => r.AccountId == campaign.AccountId && r.CampaignId == campaign.Id).ExecuteDeleteAsync(ct);
        await db.WriteAsync(campaign.AccountId, null, Actor, "campaign.held-again", campaign.Id, why, look.Now, ct);
        log.LogWarning("Campaign {Campaign} stopped itself: {Passed}", campaign.Id, passed);
    }

    private async Task LetFollowAsync(Look look, CancellationToken ct)
    {
        var (campaign, progress) = (look.Campaign, look.Progress);
        await Rows(campaign).ExecuteUpdateAsync(set => set.SetProperty(p => p.CanaryEndedAt, look.Now), ct);
        await db.LetChunksFollowAsync(campaign, ct);
        await db.WriteAsync(campaign.AccountId, null, Actor, "campaign.canary-ended", campaign.Id, $"{progress.Canary:N0} were tried and nothing speaks against it: the other {progress.Total - progress.Canary:N0} follow.", look.Now, ct);
        log.LogInformation("The canary of campaign {Campaign} ended well", campaign.Id);
    }

    /// <param name="Campaign">Still sending.</param>
    /// <param name="Progress">As the relay counted it.</param>
    /// <param name="Counts">Of all that came back.</param>
    /// <param name="Passed">A sentence for each limit that it is beyond.</param>
    /// <param name="CanaryWaits">Whether the others wait for the first ones.</param>
    /// <param name="CanaryEnds">Whether they have waited long enough.</param>
    /// <param name="CanaryIsTried">Whether the last of the first ones has just been tried.</param>
    /// <param name="Now">Of the look.</param>
    private sealed record Look(
        Campaign Campaign, CampaignProgress Progress, Counts Counts, IReadOnlyList<string> Passed, bool CanaryWaits, bool CanaryEnds, bool CanaryIsTried, DateTimeOffset Now)
    {
        public bool HasWork => Passed.Count > 0 || CanaryEnds || CanaryIsTried;
    }
}
