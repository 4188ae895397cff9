using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Delivery;
using Moderation.Mail.Smtp;
using Moderation.Web.Relay;
using Moderation.Web.Relay.Routes;

namespace Moderation.Web.Tests.Relay;

/// <summary>Mail that somebody waits for, such as a link to set a password.</summary>
public sealed class OneMailTests
{
    private static readonly EmailAddress To = EmailAddress.Parse("ann@readers.example");

    [Fact]
    public async Task It_leaves_from_an_address_of_the_transactional_class_and_without_one_as_before()
    {
        await using var engine = new WireServer();
        await using var world = await StartAsync();
        await SendAsync(world);
        Assert.Single(world.Route.Messages);

        await AddAsync(world, "campaigns", engine.Port, PoolClass.Established, null);
        Forget(world);
        await SendAsync(world);
        Assert.Equal((2, 0), (world.Route.Messages.Count, engine.Messages.Count));

        await AddAsync(world, "letters", engine.Port, PoolClass.Transactional, null);
        Forget(world);
        await SendAsync(world);
        var message = Assert.Single(engine.Messages);
        Assert.StartsWith("X-Pool: letters\r\n", message.Data, StringComparison.Ordinal);
        Assert.Equal(2, world.Route.Messages.Count);
    }

    [Fact]
    public async Task Beyond_the_budget_of_the_address_and_while_its_server_is_away_it_leaves_as_before()
    {
        var engine = new WireServer();
        await using var world = await StartAsync();
        var today = DateOnly.FromDateTime(world.App.Clock.GetUtcNow().UtcDateTime);
        await AddAsync(world, "letters", engine.Port, PoolClass.Transactional, today);
        var first = ShapingOptions.From(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build()).WarmUp.HourlyOn(0);
        for (var i = 0; i <= first; i++)
        {
            await SendAsync(world);
        }

        Assert.Equal((first, 1), (engine.Messages.Count, world.Route.Messages.Count));

        await world.EngineAsync(async db =>
        {
            db.IpBudgets.RemoveRange(db.IpBudgets);
            return await db.SaveChangesAsync();
        });
        await engine.DisposeAsync();
        await SendAsync(world);
        Assert.Equal(2, world.Route.Messages.Count);
    }

    [Fact]
    public async Task A_refusal_is_told_and_tried_nowhere_else()
    {
        await using var engine = new WireServer { OnRecipient = _ => "550 5.1.1 User unknown" };
        await using var world = await StartAsync();
        await AddAsync(world, "letters", engine.Port, PoolClass.Transactional, null);
        var refused = await Assert.ThrowsAsync<MailNotSentException>(() => SendAsync(world));
        Assert.Contains("5.1.1", refused.Message, StringComparison.Ordinal);
        Assert.Empty(world.Route.Messages);
    }

    // Without the role Relay: pages send such mail as well.
    private static async Task<RelayWorld> StartAsync()
    {
        var world = await RelayWorld.NewAsync();
        world.StartNode(("Roles", "Console"), ("Checks:Network", "false"));
        return world;
    }

    private static Task SendAsync(RelayWorld world) => world.Services.GetRequiredService<IMailer>().SendAsync(To, "Set your password", "Here.", CancellationToken.None);

    // Routes are read again after some seconds.
    private static void Forget(RelayWorld world) => world.App.Clock.Advance(TimeSpan.FromMinutes(1));

    private static Task AddAsync(RelayWorld world, string pool, int port, PoolClass of, DateOnly? warmUp) => world.EngineAsync(async db =>
    {
        var route = new MailRoute { Name = pool, Kind = RouteKind.SmartHost, Host = "127.0.0.1", Port = port, Tls = nameof(TlsPolicy.None), PoolHeader = "X-Pool", CreatedAt = DateTimeOffset.UnixEpoch };
        var ip = new SendingIp { RouteId = route.Id, Address = IPAddress.Parse($"192.0.2.{(of == PoolClass.Transactional ? 25 : 26)}"), Pool = of, PoolName = pool, WarmUpStarted = warmUp };
        db.AddRange(route, ip);
        return await db.SaveChangesAsync();
    });
}
