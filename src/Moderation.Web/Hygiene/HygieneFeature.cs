using Quartz;

namespace Moderation.Web.Hygiene;

internal static class HygieneFeature
{
    /// <summary>After the marks of overlap, before the reputation.</summary>
    private const string EveryNight = "0 45 1 * * ?";

    public static void AddHygiene(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ActivityCount>();
        builder.Services.AddScoped<Sunsetting>();
        builder.Services.AddScoped<SunsetNight>();
        builder.Services.AddQuartz(quartz =>
        {
            quartz.AddJob<SunsetNight>(job => job.WithIdentity(SunsetNight.Key).StoreDurably().RequestRecovery());
            quartz.AddTrigger(trigger => trigger
                .ForJob(SunsetNight.Key)
                .WithIdentity("sunset", "audience")
                .WithCronSchedule(EveryNight, cron => cron.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
        });
    }
}
