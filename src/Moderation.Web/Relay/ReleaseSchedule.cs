using Moderation.Campaigns;
using Moderation.Web.Data;
using Moderation.Web.Jobs;
using Quartz;

namespace Moderation.Web.Relay;

/// <summary>Schedules the release of an approved or cleared campaign, in the transaction that approves it: both happen or neither.</summary>
public sealed class ReleaseSchedule(ModerationDb db, ISchedulerFactory schedulers, TimeProvider clock)
{
    /// <summary>Call again after a new release time; the last call counts. An undo or a withdrawal needs none: the job then finds nothing to do.</summary>
    /// <param name="campaign">With its release time set.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">There is no transaction, or no release time.</exception>
    public async Task ScheduleAsync(Campaign campaign, CancellationToken ct)
    {
        var at = campaign.ReleaseAt ?? throw new InvalidOperationException("The campaign has no release time.");
        var now = clock.GetUtcNow();
        var scheduler = await schedulers.GetScheduler(ct);
        var job = JobBuilder.Create<ReleaseJob>()
            .WithIdentity(campaign.Id.ToString(), "release")
            .UsingJobData(ReleaseJob.AccountKey, campaign.AccountId.ToString())
            .UsingJobData(ReleaseJob.CampaignKey, campaign.Id.ToString())
            .RequestRecovery()
            .Build();
        var trigger = TriggerBuilder.Create()
            .WithIdentity($"{campaign.Id}-{campaign.Version}", "release")
            .ForJob(job)
            // What is due already would count as missed and wait for the next search for such.
            .StartAt(at > now ? at : now)
            // After an outage at once, not never: the release itself looks whether the planned time has passed.
            .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
            .Build();
        using (scheduler.EnlistIn(db))
        {
            await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, ct);
        }
    }
}
