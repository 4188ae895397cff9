using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Reputation;
using Moderation.Web.Feedback;
using Moderation.Web.Feedback.Mx;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Tests.Relay.Routes;

/// <summary>Each outcome knows the address that it came over, and the address has figures of its own.</summary>
public sealed class IpOutcomesTests
{
    [Fact]
    public async Task What_servers_say_at_once_and_what_comes_back_later_counts_for_the_address()
    {
        var deferred = 0;
        await using var world = await RelayWorld.NewAsync();
        world.Route.OnRecipient = to => to switch
        {
            "reader1@readers.example" => "550 5.1.1 No such user",
            "reader2@readers.example" => "550 5.7.1 Blocked for policy",
            "reader3@readers.example" => "552 5.2.2 Mailbox full",
            "reader4@readers.example" when Interlocked.Increment(ref deferred) == 1 => "451 4.2.0 Later",
            _ => null,
        };
        world.StartNode(("Relay:RetryDelays:0", "00:00:01"), ("Relay:Shaping:KeepRoutes", "00:00:00"), ("Roles", "Console,Relay,Mx"), ("Mx:Listen", "127.0.0.1:0"), ("Mx:Domain", "mx.provider.example"));
        await world.SeedAsync(10);
        var (route, ip) = await AddAsync(world);
        var campaign = await world.SendAsync();
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(
            $"11 {route.Number} {ip.Number}",
            await world.App.BehindTheWallsAsync("select count(*) || ' ' || min(route) || ' ' || max(ip) from app.outcomes where route is not null and ip is not null"));
        var today = DateOnly.FromDateTime(world.App.Clock.GetUtcNow().UtcDateTime);
        var row = await RowAsync(world);
        Assert.Equal((ip.Id, today, "other"), (row.IpId, row.Day, row.Provider));
        Assert.Equal((10, 7, 1, 1, 1, 1), (row.Attempted, row.Accepted, row.Deferred, row.Hard, row.Soft, row.Blocked));

        var writer = world.Services.GetRequiredService<FeedbackWriter>();
        Assert.True(await writer.BounceAsync(await ReturnedAsync(world, campaign, "reader5@readers.example", BounceKind.Soft)));
        Assert.True(await writer.ComplainAsync(await ReturnedAsync(world, campaign, "reader6@readers.example", null)));
        // Twice is once.
        Assert.False(await writer.ComplainAsync(await ReturnedAsync(world, campaign, "reader6@readers.example", null)));
        row = await RowAsync(world);
        Assert.Equal((2, 1, 1), (row.Soft, row.Returned, row.Complained));
        var figures = IpFigures.Of([row]);
        Assert.Equal((new Count(6, 10), new Count(3, 10), new Count(1, 10)), (figures.Delivered, figures.Bounced, figures.Blocked));
    }

    [Fact]
    public async Task Without_a_route_in_the_database_no_address_is_counted()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 3);
        await world.UntilAsync(await world.SendAsync(), CampaignState.Sent);

        Assert.Equal("3 0", await world.App.BehindTheWallsAsync("select count(*) || ' ' || count(coalesce(route, ip)) from app.outcomes"));
        Assert.Equal(0, await world.EngineAsync(db => db.IpOutcomes.CountAsync()));
    }

    private static Task<(MailRoute Route, SendingIp Ip)> AddAsync(RelayWorld world) => world.EngineAsync(async db =>
    {
        var route = new MailRoute { Name = "Engine", Kind = RouteKind.SmartHost, Host = "127.0.0.1", Port = world.Route.Port, Tls = "None", PoolHeader = "X-Pool", CreatedAt = DateTimeOffset.UnixEpoch };
        var ip = new SendingIp { RouteId = route.Id, Address = IPAddress.Parse("192.0.2.7"), Pool = PoolClass.New };
        db.AddRange(route, ip);
        await db.SaveChangesAsync();
        return (route, ip);
    });

    private static Task<IpOutcome> RowAsync(RelayWorld world) => world.EngineAsync(db => db.IpOutcomes.AsNoTracking().SingleAsync());

    private static async Task<Returned> ReturnedAsync(RelayWorld world, Guid campaign, string email, BounceKind? kind)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var token = await world.TokenAsync(campaign, await world.SequenceAsync(campaign, email));
        var target = await scope.ServiceProvider.GetRequiredService<DeliveryTargets>().FindAsync(TokenPurpose.OptOut, token, CancellationToken.None);
        return new Returned(target!, kind, kind is null ? null : "4.2.1", "said so", "mx.readers.example", world.App.Clock.GetUtcNow());
    }
}
