using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Moderation.Delivery;
using Moderation.Reputation;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Feedback.Mx;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Relay;

namespace Moderation.Web.Tests.Feedback.Logs;

/// <summary>Debian's Postfix takes everything; what it could not pass on stands in its log, and comes back by mail as well.</summary>
public sealed partial class PostfixLogReaderTests
{
    [BouncingPostfixFact]
    public async Task Its_log_says_what_arrived_what_waits_and_what_bounced_and_a_restart_loses_and_repeats_nothing()
    {
        var (port, mx) = (FreePort.Take(), FreePort.Take());
        (string, string?)[] Settings(string roles, string folder) =>
            [("Roles", roles), ("Mx:Domain", MxWorld.Domain), ("Public:BaseUrl", null), ("Mx:Listen", $"127.0.0.1:{mx}"), ("Relay:Route:Port", $"{port}"), ("LogReader:Folders:0", folder), ("LogReader:Poll", "00:00:00.1")];
        using var server = BouncingPostfix.New();
        await using var world = await MxWorld.StartAsync(contacts: 8, Settings("Console,Relay,Mx,LogReader", server.Folder));
        server.Run(port, mx, world.Relay.Route.Port);
        world.Relay.Route.OnRecipient = to => to switch
        {
            "reader1@readers.example" => "550 5.1.1 <reader1@readers.example>: User unknown",
            "reader2@readers.example" => "552 5.2.2 Mailbox is full",
            "reader3@readers.example" => "550 5.7.1 Message refused by our policy",
            // Stays in Postfix's queue.
            "reader4@readers.example" => "451 4.3.0 Later",
            _ => null,
        };
        var route = new MailRoute { Name = "Engine", Kind = RouteKind.SmartHost, Host = "127.0.0.1", Port = port, Tls = "None", CreatedAt = DateTimeOffset.UnixEpoch };
        await world.Relay.EngineAsync(db =>
        {
            db.AddRange(route, new LogReading { RouteId = route.Id, Kind = MailLogKind.Postfix, Path = server.LogPath });
            return db.SaveChangesAsync();
        });

        var first = await world.SentAsync();
        await RelayWorld.UntilAsync(async () => await CountersAsync(world, first) is { Bounced: 3, Arrived: 4, Delayed: 1 }, "the log and the reports are read");
        // Log and report both told of each bounce, and it counts once.
        var counters = await world.Relay.CountersAsync(first);
        Assert.Equal((8, 5, 1, 1, 1), (counters[EventKind.Attempted], counters[EventKind.Delivered], counters[EventKind.HardBounced], counters[EventKind.SoftBounced], counters[EventKind.PolicyBlocked]));
        Assert.Equal([BounceKind.Hard, BounceKind.Full, BounceKind.Block], (await world.FeedbackAsync()).Select(f => f.Class!.Value).Order());
        Assert.Equal("reader1@readers.example", Assert.Single(await world.SuppressionsAsync()).EmailKey);

        var marketer = await world.MarketerAsync();
        var report = WebUtility.HtmlDecode(await marketer.ReadAsync($"/campaigns/{first}/report"));
        Assert.Contains("Arrived, says the mail server's log", report, StringComparison.Ordinal);
        Assert.Contains("Delayed on the way, says the log", report, StringComparison.Ordinal);

        // Nobody reads meanwhile.
        await world.Relay.StopNodesAsync();
        world.Relay.StartNode(Settings("Console,Relay,Mx", server.Folder));
        world.Relay.Route.OnRecipient = to => to == "reader5@readers.example" ? "550 5.1.1 <reader5@readers.example>: User unknown" : null;
        var second = await world.SentAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(Said().Count(server.Log) == 8 + 7), "Postfix has passed the second one on");
        using (var talk = await SmtpTalk.OpenAsync(new IPEndPoint(IPAddress.Loopback, port)))
        {
            var token = (await world.VerpAsync(second, "reader6@readers.example")).ToCharArray();
            token[10] = token[10] == 'a' ? 'b' : 'a';
            await talk.SendAsync(new string(token), "reader6@readers.example", "Subject: x\r\n\r\nx");
        }

        await RelayWorld.UntilAsync(() => Task.FromResult(Said().Count(server.Log) == 8 + 7 + 1), "and the forged one");
        Assert.DoesNotContain(EventKind.Arrived, (await world.Relay.CountersAsync(second)).Keys);

        await world.Relay.StopNodesAsync();
        world.Relay.StartNode(Settings("Console,Relay,Mx,LogReader", server.Folder));
        await RelayWorld.UntilAsync(async () => await CountersAsync(world, second) is { Bounced: 1, Arrived: 6, Delayed: 0 }, "the log is read on");
        await RelayWorld.UntilAsync(async () => (await ReadingAsync(world)).Position == new FileInfo(server.LogPath).Length, "to its end");
        Assert.Equal((3, 4, 1), await CountersAsync(world, first));
        Assert.Equal(["reader1@readers.example", "reader5@readers.example"], (await world.SuppressionsAsync()).Select(s => s.EmailKey));
        var reading = await ReadingAsync(world);
        // A line each, and none twice. Foreign: four reports to our own Mx and the forged one.
        Assert.Equal((8 + 7, 4 + 1, 1, 0), (reading.Ours, reading.Foreign, reading.Forged, reading.Unreadable));
        Assert.Empty(await world.Relay.EngineAsync(db => db.Database.SqlQuery<int>($"""select q.seq as "Value" from app.log_queue q where q.seq <> 4""").ToListAsync()));

        var admin = await world.Relay.App.SignInAsync(await world.Relay.App.AddUserAsync("ada@provider.example", Role.Admin));
        var page = WebUtility.HtmlDecode(await admin.ReadAsync("/platform/routes"));
        Assert.Contains("Log read", page, StringComparison.Ordinal);
        Assert.Contains("15 ours, 5 of others, 1 with a forged sender. 0 unreadable", page, StringComparison.Ordinal);
    }

    private static async Task<(long Bounced, long Arrived, long Delayed)> CountersAsync(MxWorld world, Guid campaign)
    {
        var counters = await world.Relay.CountersAsync(campaign);
        long Of(EventKind kind) => counters.GetValueOrDefault(kind);
        return (Of(EventKind.HardBounced) + Of(EventKind.SoftBounced) + Of(EventKind.PolicyBlocked), Of(EventKind.Arrived), Of(EventKind.Delayed));
    }

    private static Task<LogReading> ReadingAsync(MxWorld world) => world.Relay.EngineAsync(db => db.LogReadings.AsNoTracking().SingleAsync());

    [GeneratedRegex(@"to=<[^>]*@readers\.example>.* status=(sent|deferred|bounced) ", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Said();
}
