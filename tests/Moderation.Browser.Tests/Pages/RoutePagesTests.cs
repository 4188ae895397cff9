using System.Net;
using Microsoft.Playwright;
using Moderation.Browser.Tests.Browser;
using Moderation.Delivery;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Browser.Tests.Pages;

/// <summary>The ways out, on each screen and in each theme.</summary>
[Collection(BrowserCollection.Name)]
public sealed class RoutePagesTests(BrowserFixture fixture, ServedWorld served) : IClassFixture<ServedWorld>
{
    private readonly QueueWorld _world = served.World;

    [BrowserFact]
    public async Task The_routes_with_their_addresses_and_what_providers_asked_for()
    {
        await using var root = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, await _world.App.AddUserAsync("root@provider.example", Role.Admin));
        await root.LookAsync(("routes-none", "/platform/routes"));
        var now = _world.Now;
        var route = new MailRoute { Name = "Engine in Falmouth", Kind = RouteKind.SmartHost, Host = "mta.provider.example", PoolHeader = "X-Pool", CreatedAt = now };
        var warming = Ip(route, "192.0.2.25", PoolClass.New, DateOnly.FromDateTime(now.UtcDateTime).AddDays(-4));
        var ready = Ip(route, "192.0.2.26", PoolClass.Established, null);
        ready.SawName("mta26.provider.example", true, "It leads back.");
        ready.SawLists(false, "On no list.", now);
        var listed = Ip(route, "192.0.2.27", PoolClass.Established, null);
        listed.SawLists(true, "On Spamhaus ZEN: CSS: a source of spam that hides. Take it off at https://check.spamhaus.org/results/?query=192.0.2.27", now);
        await _world.App.AsEngineAsync(async db =>
        {
            db.AddRange(route, warming, ready, listed, new MailRoute { Name = "Direct", Kind = RouteKind.Direct, CreatedAt = now });
            var reading = new LogReading { RouteId = route.Id, Kind = MailLogKind.Postfix, Path = "/var/log/mail.log", Ours = 15_204, Foreign = 31, Forged = 1, Unreadable = 2, LastLineAt = now.AddMinutes(-1) };
            reading.Saw(4_812_340, 4_812_340, "mta1", now);
            var second = new MailRoute { Name = "Engine in Truro", Kind = RouteKind.SmartHost, Host = "mta2.provider.example", CreatedAt = now };
            var unread = new LogReading { RouteId = second.Id, Kind = MailLogKind.KumoMta, Path = "/var/log/kumomta/20261122" };
            unread.Fail("/var/log/kumomta/20261122 is compressed with zstd, which is not read here.", "mta2", now);
            db.AddRange(reading, second, unread);
            var hour = new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);
            db.AddRange(
                new IpBudget { IpId = warming.Id, Hour = hour, Provider = "google", Taken = 41 },
                new IpBudget { IpId = ready.Id, Hour = hour, Provider = "google", Taken = 12_400 },
                new IpBudget { IpId = ready.Id, Hour = hour, Provider = "other", Taken = 3_100 },
                new IpOutcome { IpId = ready.Id, Day = DateOnly.FromDateTime(now.UtcDateTime), Provider = "google", Attempted = 88_400, Accepted = 87_900, Deferred = 1_240, Hard = 310, Soft = 90, Blocked = 100 },
                new IpOutcome { IpId = ready.Id, Day = DateOnly.FromDateTime(now.UtcDateTime), Provider = "yahoo", Attempted = 12_400, Accepted = 12_350, WithFeedback = 12_350, Hard = 40, Soft = 10, Complained = 9, Returned = 3 },
                new IpOutcome { IpId = warming.Id, Day = DateOnly.FromDateTime(now.UtcDateTime), Provider = "google", Attempted = 63, Accepted = 62, Hard = 1 },
                new ProviderState { IpId = ready.Id, Site = "google", Name = "An unusual rate of mail", Reply = "421 4.7.28 Our system has detected an unusual rate of unsolicited mail", Since = now, Until = now.AddMinutes(30), Rate = 0.1, Before = 12_400, Taken = 220 });
            return await db.SaveChangesAsync();
        });
        await root.LookAsync(("routes", "/platform/routes"), ("route", $"/platform/routes/{route.Id}"));
        Assert.Empty(root.Violations);

        // Where there are addresses, an approval may name a class of them.
        await using var ada = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, _world.Ada);
        await ada.OpenAsync(_world.Address((await _world.HoldAsync("A letter with conditions", QueueWorld.New)).Id));
        await ada.Page.ClickAsync("#conditions summary");
        await Assertions.Expect(ada.Page.GetByLabel("Addresses that send it")).ToBeVisibleAsync();
        await ada.LookAsync("review-conditions");

        // The browser notes answers that are errors, and this one is meant to be.
        await root.OpenAsync("/platform/routes");
        await root.Page.GetByRole(AriaRole.Button, new() { Name = "Add the route" }).ClickAsync();
        await Assertions.Expect(root.Page.Locator(".error-summary")).ToBeVisibleAsync();
        await root.LookAsync("routes-refused");
    }

    private static SendingIp Ip(MailRoute route, string address, PoolClass pool, DateOnly? warmUp) =>
        new() { RouteId = route.Id, Address = IPAddress.Parse(address), Pool = pool, WarmUpStarted = warmUp, PoolName = address.Replace('.', '-') };
}
