using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Tests.Relay;

namespace Moderation.Web.Tests.Feedback;

/// <summary>RFC 8058 over the network, asked by a client that is not ours.</summary>
public sealed class OneClickTests
{
    [Fact]
    public async Task An_independent_client_is_answered_200_without_cookie_or_redirect_and_only_its_post_acts()
    {
        await using var world = await RelayWorld.ServeAsync(contacts: 4);
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        async Task<Uri> LinkAsync(int reader) => new(world.App.Address, "/u/" + await world.TokenAsync(campaign, reader));
        Task<int> SuppressedAsync() => world.EngineAsync(db => db.Suppressions.CountAsync());

        // A link scanner fetches them all, more than once.
        for (var i = 0; i < 2; i++)
        {
            for (var reader = 1; reader <= 4; reader++)
            {
                Assert.Equal("200 no-cookie no-location True", await IndependentClient.AskAsync("get", await LinkAsync(reader)));
            }
        }

        Assert.Equal(0, await SuppressedAsync());
        Assert.Equal("200 no-cookie no-location True", await IndependentClient.AskAsync("urlencoded", await LinkAsync(1)));
        Assert.Equal(1, await SuppressedAsync());
        Assert.Equal("200 no-cookie no-location True", await IndependentClient.AskAsync("multipart", await LinkAsync(2)));
        Assert.Equal(2, await SuppressedAsync());

        var third = (await LinkAsync(3)).ToString();
        foreach (var forged in new[] { third[..^1] + (third[^1] == 'A' ? 'B' : 'A'), third.Replace("/u/", "/u/A", StringComparison.Ordinal), third + "A" })
        {
            Assert.StartsWith("404 no-cookie no-location", await IndependentClient.AskAsync("urlencoded", new Uri(forged)), StringComparison.Ordinal);
        }

        Assert.Equal(2, await SuppressedAsync());
        var methods = await world.EngineAsync(db => db.Consents.Select(c => new { c.Step, c.Method, c.UserAgent }).ToListAsync());
        Assert.All(methods, c => Assert.Equal((ConsentStep.Withdrawn, ConsentMethod.OneClick), (c.Step, c.Method)));
        Assert.All(methods, c => Assert.StartsWith("Python-urllib", c.UserAgent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_at_once_are_all_written_and_each_once()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 60);
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        var tokens = new List<string>();
        for (var reader = 1; reader <= 60; reader++)
        {
            tokens.Add(await world.TokenAsync(campaign, reader));
        }

        using var client = world.Reader();
        await Task.WhenAll(tokens.Concat(tokens).Select(async token => (await client.PostAsync($"/u/{token}", null)).EnsureSuccessStatusCode()));

        Assert.Equal(60, await world.EngineAsync(db => db.Suppressions.CountAsync()));
        Assert.Equal(60, await world.EngineAsync(db => db.Consents.CountAsync()));
        Assert.Equal(60, (await world.CountersAsync(campaign))[Reputation.EventKind.Unsubscribed]);
    }
}
