using Moderation.Web.Jobs;
using Quartz;

namespace Moderation.Web.Intake.Purchase;

internal static class PurchaseFeature
{
    private const string EveryNight = "0 20 1 * * ?";
    private const string EveryTwoMinutes = "0 0/2 * * * ?";

    /// <summary>Signs of bought lists: what is compared between accounts, and what is said of an import.</summary>
    public static void AddPurchaseSigns(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Overlaps>();
        builder.Services.AddScoped<ImportFlagging>();
        builder.Services.AddScoped<OverlapMarking>();
        builder.AddNightly<OverlapMarking>(OverlapMarking.Key, new TriggerKey("overlap", "audience"), EveryNight);
        builder.AddFrequent<ImportFlagging>(ImportFlagging.Key, new TriggerKey("import-flags", "audience"), EveryTwoMinutes);
    }
}
