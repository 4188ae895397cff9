using System.Net;
using Microsoft.EntityFrameworkCore;
using Moderation.Reputation;
using Moderation.Web.Jobs;

namespace Moderation.Web.Tests.Feedback.Tracking;

public sealed class EventJudgingTests
{
    [Fact]
    public async Task A_scanner_that_follows_everything_counts_nothing_and_a_person_counts_once_however_often_they_press()
    {
        await using var world = await TrackedWorld.SendAsync(contacts: 4);
        world.Relay.App.Clock.Advance(TimeSpan.FromHours(2));
        using var scanner = world.Program(from: "127.0.0.9");
        using var person = world.Program(from: "127.0.0.2");
        // All that stands in the mail, the link that nobody sees among it.
        foreach (var path in world.PathsOf(1))
        {
            using var answer = await scanner.GetAsync(new Uri(path, UriKind.Relative));
        }

        for (var i = 0; i < 3; i++)
        {
            using var clicked = await TrackedWorld.GetAsync(person, world.PathsOf(2)[1], HttpStatusCode.Found);
            using var opened = await TrackedWorld.GetAsync(person, world.PathsOf(2)[4], HttpStatusCode.OK);
        }

        await world.UntilRowsAsync(11);
        await world.JudgeAsync();

        Assert.Equal("5 machine, 6 human", await world.AskAsync("select count(*) filter (where is_machine) || ' machine, ' || count(*) filter (where not is_machine) || ' human' from app.events"));
        var counters = await world.Relay.CountersAsync(world.Campaign);
        Assert.Equal((1, 1, 1, 1), (counters[EventKind.Opened], counters[EventKind.Clicked], counters[EventKind.OpenedByMachine], counters[EventKind.ClickedByMachine]));
        var counts = CampaignCounts.Of(counters, opens: true, clicks: true);
        // Whether the first reader opened cannot be seen: of the other three one did.
        Assert.Equal((new Count(1, 3), new Count(1, 4)), (counts.Open, counts.Click));
        Assert.Equal("reader2@readers.example", await world.AskAsync("select string_agg(c.email, ',') from app.contact_activity a join app.contacts c on c.account_id = a.account_id and c.id = a.contact_id where a.last_clicked_at is not null and a.last_opened_at is not null"));

        // Once more changes nothing.
        await world.JudgeAsync();
        Assert.Equal(counters, await world.Relay.CountersAsync(world.Campaign));
    }

    [Fact]
    public async Task A_scanner_that_keeps_off_the_trap_is_known_by_two_signs()
    {
        await using var world = await TrackedWorld.SendAsync(contacts: 2);
        world.Relay.App.Clock.Advance(TimeSpan.FromHours(2));
        using var scanner = world.Program(agent: null, from: "127.0.0.9");
        foreach (var path in world.PathsOf(1).Take(3))
        {
            using var answer = await TrackedWorld.GetAsync(scanner, path, HttpStatusCode.Found);
        }

        await world.UntilRowsAsync(3);
        await world.JudgeAsync();

        Assert.Equal($"{(short)(MachineSigns.EveryLink | MachineSigns.Scanner)} 3", await world.AskAsync("select min(signs) || ' ' || count(*) filter (where is_machine) from app.events"));
        Assert.False((await world.Relay.CountersAsync(world.Campaign)).ContainsKey(EventKind.Clicked));
    }

    [Fact]
    public async Task The_report_shows_people_and_programs_apart_and_what_is_not_measured()
    {
        await using var world = await TrackedWorld.SendAsync(contacts: 4);
        world.Relay.App.Clock.Advance(TimeSpan.FromHours(2));
        using var person = world.Program(from: "127.0.0.2");
        using var proxy = world.Program("Mozilla/5.0", from: "127.0.0.3");
        using var clicked = await TrackedWorld.GetAsync(person, world.PathsOf(2)[1], HttpStatusCode.Found);
        using var fetched = await TrackedWorld.GetAsync(proxy, world.PathsOf(3)[4], HttpStatusCode.OK);
        await world.UntilRowsAsync(2);
        await world.JudgeAsync();
        var account = await world.Relay.EngineAsync(db => db.Accounts.SingleAsync());
        var console = world.Relay.StartNode(("Roles", "Console"), ("Public:BaseUrl", null));
        var marketer = await console.SignInAsync(await console.AddMarketerAsync(account));

        var page = await marketer.ReadAsync($"/campaigns/{world.Campaign}/report");
        var csv = (await marketer.ReadAsync($"/campaigns/{world.Campaign}/report?handler=Csv")).TrimStart('\uFEFF').Split("\r\n");

        Assert.Contains("mail of 1 recipients was opened by programs alone", page, StringComparison.Ordinal);
        Assert.Contains("not measured", page, StringComparison.Ordinal);
        Assert.Contains("figures,Sent,4,4,1,\"\",\"\",\"\"", csv);
        Assert.Contains("figures,Clicked,1,4,0.25,0.045587,0.699358,\"\"", csv);
        Assert.Contains("figures,Opened,0,3,0,0,0.561497,\"\"", csv);
        Assert.Contains("figures,Complained: called it spam,not measured,\"\",\"\",\"\",\"\",\"\"", csv);
        Assert.Contains("links,https://lighthouse.example/menu?a=1&b=2,1,\"\",\"\",\"\",\"\",0", csv);
        Assert.Contains("clicked for the first time,hour 3,1,\"\",\"\",\"\",\"\",\"\"", csv);
    }
}
