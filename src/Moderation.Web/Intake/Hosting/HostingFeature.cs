using Moderation.Web.Jobs;
using Quartz;

namespace Moderation.Web.Intake.Hosting;

internal static class HostingFeature
{
    private const string EveryNight = "0 40 3 * * ?";

    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<FileHosting>();
        builder.AddNightly<NightlyCleaning>(NightlyCleaning.Key, new TriggerKey("nightly", "intake"), EveryNight);
    }
}
