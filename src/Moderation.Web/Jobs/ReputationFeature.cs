using Quartz;

namespace Moderation.Web.Jobs;

internal static class ReputationFeature
{
    /// <summary>At 02:15 UTC the counters of the day before are complete.</summary>
    private const string EveryNight = "0 15 2 * * ?";

    public static void AddNightlyReputation(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ReputationNight>();
        builder.Services.AddQuartz(quartz =>
        {
            quartz.AddJob<NightlyReputation>(job => job.WithIdentity(NightlyReputation.Key).StoreDurably().RequestRecovery());
            quartz.AddTrigger(trigger => trigger
                .ForJob(NightlyReputation.Key)
                .WithIdentity("nightly", "reputation")
                .WithCronSchedule(EveryNight, cron => cron.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
        });
    }
}
