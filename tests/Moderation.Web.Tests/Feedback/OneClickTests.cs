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
        Assert.Equal("200 no-cookie no-location True", await IndependentClient.AskAsync("multipart", await LinkAsync(2)));
        await world.UntilCarriedOutAsync();
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
    public async Task What_a_node_was_killed_with_between_its_answer_and_the_deed_is_done_by_another()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 3);
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);
        var number = await world.EngineAsync(db => db.Campaigns.Where(c => c.Id == campaign).Select(c => c.Number).SingleAsync());

        // As the answered request left it; and one of a campaign that is gone since, which must keep nobody waiting.
        await world.App.BehindTheWallsAsync($"insert into app.opt_out_requests (campaign, seq, at, ip, user_agent) values ({number + 1000}, 1, now(), null, null), ({number}, 2, now(), '192.0.2.7', 'Provider')");

        await world.UntilCarriedOutAsync();
        var evidence = await world.EngineAsync(db => db.Consents.AsNoTracking().SingleAsync(c => c.Step == ConsentStep.Withdrawn));
        Assert.Equal(("192.0.2.7", ConsentMethod.OneClick, "Provider"), (evidence.Ip, evidence.Method, evidence.UserAgent));
        Assert.Equal(1, await world.EngineAsync(db => db.Suppressions.CountAsync()));
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
        await Task.WhenAll(tokens.Concat(tokens).Select(async (token, i) =>
        {
            // By mail programs, and by whoever sends no body at all.
            using var body = i % 2 == 0 ? new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]) : null;
            using var answer = await client.PostAsync($"/u/{token}", body);
            answer.EnsureSuccessStatusCode();
        }));

        await world.UntilCarriedOutAsync();
        Assert.Equal(60, await world.EngineAsync(db => db.Suppressions.CountAsync()));
        Assert.Equal(60, await world.EngineAsync(db => db.Consents.CountAsync()));
        Assert.Equal(60, (await world.CountersAsync(campaign))[Reputation.EventKind.Unsubscribed]);
    }
}
