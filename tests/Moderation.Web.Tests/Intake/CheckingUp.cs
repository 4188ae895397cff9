using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;

namespace Moderation.Web.Tests.Intake;

internal static class CheckingUp
{
    /// <summary>As the check-up of a console without network and spam filter.</summary>
    public static async Task<CheckUp> CheckUpAsync(this IServiceProvider services, Campaign campaign)
    {
        var intake = services.GetRequiredService<CampaignIntake>();
        return await intake.CheckUpAsync(campaign, await intake.ContentAsync(campaign, CancellationToken.None), NetworkFacts.None, CancellationToken.None);
    }
}
