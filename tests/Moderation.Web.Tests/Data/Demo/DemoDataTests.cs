using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Moderation.Campaigns;
using Moderation.Web.Data.Demo;
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

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Moderate-2026!")]
    public void Outside_development_the_built_in_password_is_refused(string? password)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Demo:Password", password)]).Build();
        DemoPeople.RefuseBuiltInPassword(configuration, new TestEnvironment());
        Assert.Contains("Demo:Password", Assert.Throws<StartRefusedException>(() =>
            DemoPeople.RefuseBuiltInPassword(configuration, new TestEnvironment { EnvironmentName = "Production" })).Message, StringComparison.Ordinal);
    }
}
