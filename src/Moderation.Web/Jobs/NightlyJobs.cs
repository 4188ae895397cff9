using Quartz;

namespace Moderation.Web.Jobs;

internal static class NightlyJobs
{
    /// <summary>A job that runs once a night, or as often as its plan says (UTC), after a crash once more, and at the next start when its time was missed.</summary>
    /// <param name="builder">Of the node.</param>
    /// <param name="key">Of the job.</param>
    /// <param name="trigger">Stored in the database: another name would let the job run twice.</param>
    /// <param name="cron">Seconds, minutes, hours and so on, as Quartz reads them.</param>
    public static void AddNightly<TJob>(this WebApplicationBuilder builder, JobKey key, TriggerKey trigger, string cron)
        where TJob : class, IJob =>
        builder.Services.AddQuartz(quartz =>
        {
            quartz.AddJob<TJob>(job => job.WithIdentity(key).StoreDurably().RequestRecovery());
            quartz.AddTrigger(times => times
                .ForJob(key)
                .WithIdentity(trigger)
                .WithCronSchedule(cron, schedule => schedule.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
        });
}
