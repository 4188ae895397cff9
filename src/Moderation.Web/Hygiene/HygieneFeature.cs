using Moderation.Web.Jobs;
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
        builder.AddNightly<SunsetNight>(SunsetNight.Key, new TriggerKey("sunset", "audience"), EveryNight);
    }
}
