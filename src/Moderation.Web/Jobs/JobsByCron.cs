using Quartz;

namespace Moderation.Web.Jobs;

internal static class JobsByCron
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
            quartz.AddCron(key, trigger, cron, CronTriggerMisfireInstruction.FireAndProceed);
        });

    /// <summary>A job that runs every minute or so (UTC): a time that was missed is left out, since the next one makes up for it.</summary>
    /// <inheritdoc cref="AddNightly{TJob}" path="/param"/>
    public static void AddFrequent<TJob>(this WebApplicationBuilder builder, JobKey key, TriggerKey trigger, string cron)
        where TJob : class, IJob =>
        builder.Services.AddQuartz(quartz =>
        {
            quartz.AddJob<TJob>(job => job.WithIdentity(key).StoreDurably());
            quartz.AddCron(key, trigger, cron, CronTriggerMisfireInstruction.DoNothing);
        });

    private static void AddCron(this IQuartzBuilder quartz, JobKey job, TriggerKey trigger, string cron, CronTriggerMisfireInstruction missed) =>
        quartz.AddTrigger(times => times
            .ForJob(job)
            .WithIdentity(trigger)
            .WithCronSchedule(cron, schedule => schedule.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(missed)));
}
