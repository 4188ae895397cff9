using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Relay;
using Quartz;

namespace Moderation.Web.Hygiene;

/// <summary>
/// Every night: counts what was mailed, and ends what was asked thirty days ago. Who pressed something since the last mailing left
/// stays; whoever else it reached is unsubscribed. All by the scheduled time; run twice it finds nothing to do.
/// </summary>
[DisallowConcurrentExecution]
public sealed class SunsetNight(EngineDb db, ActivityCount activity, ILogger<SunsetNight> log) : IJob
{
    public static readonly JobKey Key = new("sunset", "audience");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await RunAsync(context.ScheduledFireTimeUtc ?? context.FireTimeUtc, cancellationToken);

    /// <returns>How many people were unsubscribed.</returns>
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        await activity.RunAsync(now, ct);
        var asked = await db.Sunsets.AsNoTracking().Where(s => s.State == SunsetState.Asked).OrderBy(s => s.Id).Select(s => new { s.AccountId, s.Id }).ToListAsync(ct);
        var unsubscribed = 0;
        foreach (var sunset in asked)
        {
            unsubscribed += await EndAsync(sunset.AccountId, sunset.Id, now, ct);
            db.ChangeTracker.Clear();
        }

        return unsubscribed;
    }

    private async Task<int> EndAsync(Guid account, Guid id, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(account, ct);
        var sunset = await db.Sunsets.SingleOrDefaultAsync(s => s.AccountId == account && s.Id == id && s.State == SunsetState.Asked, ct);
        if (sunset is null)
        {
            return 0;
        }

        var mailing = await db.Campaigns.AsNoTracking().Where(c => c.AccountId == account && c.Id == sunset.CampaignId).Select(c => new { c.State, c.SendingSince, c.FinishedAt }).SingleOrDefaultAsync(ct);
        switch (mailing)
        {
            case null or { State: CampaignState.Stopped }:
                sunset.GiveUp(now);
                await db.WriteAsync(account, null, "Sunset", "contacts.sunset-given-up", sunset.CampaignId, "The last mailing did not reach everybody: nobody is unsubscribed.", now, ct);
                break;
            case { State: CampaignState.Sent or CampaignState.Closed, SendingSince: { } since, FinishedAt: { } finished } when finished + Sunset.Patience <= now:
                await EndAsync(sunset, since, now, ct);
                break;
            default:
                return 0;
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return sunset.Unsubscribed;
    }

    private async Task EndAsync(Sunset sunset, DateTimeOffset since, DateTimeOffset now, CancellationToken ct)
    {
        // By the addresses of the deliveries: who was deleted meanwhile, and came back, was asked all the same.
        var reached = await db.Database.SqlQuery<Reached>(
            $"""
            select d.email_key as "Key", coalesce(a.last_clicked_at >= {since}, false) as "Pressed"
            from app.deliveries d
            left join app.contact_activity a on a.account_id = d.account_id and a.contact_id = d.contact_id
            where d.account_id = {sunset.AccountId} and d.campaign_id = {sunset.CampaignId} and exists (
                select from app.outcomes o
                where o.account_id = d.account_id and o.campaign_id = d.campaign_id and o.seq = d.seq and o.month = d.month and o.kind = {(short)OutcomeKind.Accepted})
            """).ToListAsync(ct);
        var evidence = $"inactive: asked on {since:yyyy-MM-dd} whether to stay, no answer in {Sunset.Patience.TotalDays:0} days";
        var unsubscribed = await InactiveSuppressions.AddAsync(db, sunset.AccountId, [.. reached.Where(person => !person.Pressed).Select(person => person.Key)], sunset.CampaignId, evidence, now, ct);
        sunset.End(reached.Count(person => person.Pressed), unsubscribed, now);
        await db.WriteAsync(sunset.AccountId, null, "Sunset", "contacts.sunset-ended", sunset.CampaignId, $"{sunset.Stayed:N0} stayed, {sunset.Unsubscribed:N0} are unsubscribed", now, ct);
        log.LogInformation("Sunset {Sunset}: {Stayed} stayed, {Unsubscribed} are unsubscribed", sunset.Id, sunset.Stayed, sunset.Unsubscribed);
    }

    internal sealed record Reached(string Key, bool Pressed);
}
