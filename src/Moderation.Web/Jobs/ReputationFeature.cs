using Quartz;

namespace Moderation.Web.Jobs;

internal static class ReputationFeature
{
    /// <summary>At 02:15 UTC the counters of the day before are complete.</summary>
    private const string EveryNight = "0 15 2 * * ?";

    public static void AddNightlyReputation(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ReputationNight>();
        builder.AddNightly<NightlyReputation>(NightlyReputation.Key, new TriggerKey("nightly", "reputation"), EveryNight);
    }
}
