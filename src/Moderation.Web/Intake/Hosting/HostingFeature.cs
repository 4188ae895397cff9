using Quartz;

namespace Moderation.Web.Intake.Hosting;

internal static class HostingFeature
{
    private const string EveryNight = "0 40 3 * * ?";

    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<FileHosting>();
        builder.Services.AddQuartz(quartz =>
        {
            quartz.AddJob<NightlyCleaning>(job => job.WithIdentity(NightlyCleaning.Key).StoreDurably().RequestRecovery());
            quartz.AddTrigger(trigger => trigger
                .ForJob(NightlyCleaning.Key)
                .WithIdentity("nightly", "intake")
                .WithCronSchedule(EveryNight, cron => cron.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
        });
    }
}
