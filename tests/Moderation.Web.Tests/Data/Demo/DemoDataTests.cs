using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Data.Demo;

public sealed class DemoDataTests
{
    [Fact]
    public async Task A_newcomer_finds_drafts_to_check_and_one_campaign_that_waits_for_a_decision()
    {
        await using var app = await ConsoleApp.StartAsync(("Demo:Enabled", "true"));
        var states = await app.AsEngineAsync(db => db.Campaigns.Select(campaign => campaign.State).ToListAsync());
        Assert.Equal([CampaignState.Draft, CampaignState.Draft, CampaignState.Held], states.Order());
    }
}
