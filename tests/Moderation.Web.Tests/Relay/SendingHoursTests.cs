using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Web.Relay;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Tests.Relay;

/// <summary>Campaigns keep to the hours of their account, by the clock of its zone.</summary>
public sealed class SendingHoursTests
{
    private const string Zone = "Europe/Prague";
    private static readonly TimeZoneInfo Prague = TimeZoneInfo.FindSystemTimeZoneById(Zone);

    [Fact]
    public async Task Outside_of_the_hours_nothing_leaves_and_when_they_begin_it_goes_on_by_itself()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 30, ("Public:BaseUrl", null));
        var opens = await KeepAsync(world, TimeSpan.FromHours(2), TimeSpan.FromHours(1));
        var marketer = await world.App.SignInAsync(await world.App.AddUserAsync("marketer@lighthouse.example", Role.Marketer, world.Account));
        var campaign = await world.SendAsync();

        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Empty(world.Route.Messages);
        Assert.Equal(CampaignState.Sending, (await world.CampaignAsync(campaign)).State);
        var said = $"Waiting for the window: goes on {TimeZoneInfo.ConvertTime(opens, Prague).ToString("dddd d MMM HH:mm", System.Globalization.CultureInfo.InvariantCulture)} {Zone}";
        Assert.Contains(said, await marketer.ReadAsync($"/campaigns/{campaign}"), StringComparison.Ordinal);
        Assert.Contains(said, await marketer.ReadAsync($"/campaigns/{campaign}?handler=Progress"), StringComparison.Ordinal);

        world.App.Clock.Advance(opens - world.App.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        await world.UntilAsync(campaign, CampaignState.Sent);
        Assert.Equal(30, world.Route.Messages.Select(message => message.To).Distinct().Count());
        Assert.Equal(30, world.Route.Messages.Count);
    }

    [Fact]
    public async Task When_the_hours_end_what_is_on_a_connection_ends_and_the_rest_waits()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 900, ("Relay:Connections", "2"));
        world.Route.Delay = TimeSpan.FromMilliseconds(20);
        await KeepAsync(world, TimeSpan.FromHours(-1), TimeSpan.FromHours(2));
        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count > 20), "some have left");

        world.App.Clock.Advance(TimeSpan.FromHours(2));
        await Task.Delay(TimeSpan.FromSeconds(2));
        var gone = world.Route.Messages.Count;
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(gone, world.Route.Messages.Count);
        Assert.InRange(gone, 21, 700);
        Assert.Equal(gone, (await world.ProgressAsync(campaign)).Accepted);

        world.App.Clock.Advance(TimeSpan.FromHours(22));
        // Chunks are due by the database's clock, which nobody moves.
        await world.App.BehindTheWallsAsync("update app.delivery_chunks set next_at = now() where state = 0");
        await world.UntilAsync(campaign, CampaignState.Sent);
        Assert.Equal(900, world.Route.Messages.Count);
        Assert.Equal(900, world.Route.Messages.Select(message => message.To).Distinct().Count());
    }

    [Fact]
    public async Task A_campaign_that_may_leave_at_any_hour_does_not_wait_and_neither_does_single_mail()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 5, ("Public:BaseUrl", null));
        await KeepAsync(world, TimeSpan.FromHours(2), TimeSpan.FromHours(1));
        var marketer = await world.App.SignInAsync(await world.App.AddUserAsync("marketer@lighthouse.example", Role.Marketer, world.Account));
        var campaign = await world.SendAsync();
        await world.Services.GetRequiredService<IMailer>().SendAsync(Accounts.EmailAddress.Parse("somebody@readers.example"), "A code", "123456", CancellationToken.None);
        Assert.Single(world.Route.Messages);

        using var answer = await marketer.SubmitAsync($"/campaigns/{campaign}", [("any", "true")], "Hours");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        await world.UntilAsync(campaign, CampaignState.Sent);
        Assert.Equal(6, world.Route.Messages.Count);
        Assert.Contains("campaign.any-hour", await world.EngineAsync(db => db.AuditEntries.Where(e => e.CampaignId == campaign).Select(e => e.Action).ToListAsync()));
    }

    [Fact]
    public async Task Without_a_clock_for_its_zone_nothing_leaves()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 5);
        await KeepAsync(world, TimeSpan.FromHours(-1), TimeSpan.FromHours(2));
        await world.EngineAsync(db => db.Accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.TimeZone, "Europe/Atlantis")));
        await world.SendAsync();

        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Empty(world.Route.Messages);
    }

    // A window of so many hours each day that begins so long from now, on the whole minute.
    private static async Task<DateTimeOffset> KeepAsync(RelayWorld world, TimeSpan from, TimeSpan length)
    {
        var opens = world.App.Clock.GetUtcNow() + from;
        opens = opens.AddTicks(-(opens.Ticks % TimeSpan.TicksPerMinute));
        var begins = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(opens, Prague).DateTime);
        var window = new SendWindow(begins, begins.Add(length), Weekdays.All);
        await world.EngineAsync(db => db.Accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.TimeZone, Zone).SetProperty(a => a.SendWindow, window)));
        return opens;
    }
}
