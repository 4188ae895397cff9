using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Delivery;
using Moderation.Reputation;

namespace Moderation.Web.Tests.Feedback.Mx;

public sealed class BounceTests
{
    [Fact]
    public async Task A_hard_bounce_suppresses_whom_the_signed_address_names_and_counts_once()
    {
        await using var world = await MxWorld.StartAsync(contacts: 3);
        var campaign = await world.SentAsync();
        var to = world.MessageTo("reader2@readers.example").From;

        // Its body blames somebody else, and mail systems change the case of local parts.
        Assert.StartsWith("250 2.0.0", await world.SendAsync("", to, Dsn("reader1@readers.example", "5.1.1", "550 5.1.1 <reader1@readers.example>: User unknown")), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await world.SendAsync("", to.ToUpperInvariant(), Dsn("reader2@readers.example", "5.1.1", "550 5.1.1 User unknown")), StringComparison.Ordinal);

        var suppression = Assert.Single(await world.SuppressionsAsync());
        Assert.Equal((world.Relay.Account, "reader2@readers.example", SuppressionReason.HardBounce, campaign), (suppression.AccountId, suppression.EmailKey, suppression.Reason, suppression.CampaignId!.Value));
        var entry = Assert.Single(await world.FeedbackAsync());
        Assert.Equal((FeedbackKind.Bounce, BounceKind.Hard, "5.1.1", "readers.example", "mx.readers.example"), (entry.Kind, entry.Class!.Value, entry.Status, entry.Domain, entry.Source));
        Assert.DoesNotContain("@", entry.Diagnostic, StringComparison.Ordinal);
        Assert.Contains("User unknown", entry.Diagnostic, StringComparison.Ordinal);
        var counters = await world.Relay.CountersAsync(campaign);
        Assert.Equal((3, 2, 1), (counters[EventKind.Attempted], counters[EventKind.Delivered], counters[EventKind.HardBounced]));

        var page = await (await world.MarketerAsync()).ReadAsync($"/campaigns/{campaign}");
        Assert.Matches("<dt>delivered</dt><dd>2</dd>", page);
        Assert.Matches("<dt>no such address</dt><dd>1</dd>", page);
    }

    [Fact]
    public async Task A_bounce_that_comes_days_later_takes_the_delivery_back_on_the_day_of_the_delivery()
    {
        await using var world = await MxWorld.StartAsync(contacts: 2);
        await world.JoinLoopAsync();
        var campaign = await world.SentAsync();
        var sent = DateOnly.FromDateTime(world.Relay.App.Clock.GetUtcNow().UtcDateTime);

        world.Relay.App.Clock.Advance(TimeSpan.FromDays(2));
        Assert.StartsWith("250", await world.SendAsync("", world.MessageTo("reader1@readers.example").From, Dsn("reader1@readers.example", "5.1.1", "550 5.1.1 User unknown")), StringComparison.Ordinal);

        var counters = await world.Relay.EngineAsync(db => db.EventCounters.AsNoTracking().Where(c => c.CampaignId == campaign).Select(c => new { c.Kind, c.Day, c.Count }).ToListAsync());
        Assert.Equal(
            [(EventKind.Attempted, sent, 2L), (EventKind.Delivered, sent, 1L), (EventKind.HardBounced, sent.AddDays(2), 1L), (EventKind.DeliveredWithFeedback, sent, 1L)],
            counters.Select(c => (c.Kind, c.Day, c.Count)).Order());
    }

    [Fact]
    public async Task The_report_shows_what_servers_refused_with_and_nobodys_address()
    {
        await using var world = await MxWorld.StartAsync(contacts: 4);
        world.Relay.Route.OnRecipient = to => to switch
        {
            "reader1@readers.example" or "reader2@readers.example" => $"550 5.1.1 <{to}>: User unknown",
            "reader3@readers.example" => "550 5.7.1 Refused by our policy",
            _ => null,
        };
        var campaign = await world.SentAsync();
        // What is reported later was not said while sending.
        Assert.StartsWith("250", await world.SendAsync("", await world.VerpAsync(campaign, "reader4@readers.example"), Dsn("reader4@readers.example", "5.2.2", "552 5.2.2 Mailbox full")), StringComparison.Ordinal);

        var csv = await (await world.MarketerAsync()).ReadAsync($"/campaigns/{campaign}/report?handler=Csv");

        var bounces = csv.Split("\r\n").Where(line => line.StartsWith("bounces,", StringComparison.Ordinal)).ToList();
        Assert.Collection(
            bounces,
            line => Assert.Matches("^bounces,\"?readers.example: No such address: 550 .*User unknown\"?,2,", line),
            line => Assert.Matches("^bounces,\"?readers.example: Blocked: 550 .*Refused by our policy\"?,1,", line));
        Assert.DoesNotContain("@readers.example", csv, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5.2.2", "552 5.2.2 Mailbox full", BounceKind.Full, EventKind.SoftBounced)]
    [InlineData("5.3.4", "552 5.3.4 Message too big", BounceKind.Soft, EventKind.SoftBounced)]
    [InlineData("5.7.1", "550 5.7.1 Message refused, see our policy", BounceKind.Block, EventKind.PolicyBlocked)]
    [InlineData("4.4.7", "delivery time expired", BounceKind.Expired, EventKind.PolicyBlocked)]
    public async Task Other_bounces_are_counted_and_suppress_nobody(string status, string diagnostic, BounceKind kind, EventKind counted)
    {
        await using var world = await MxWorld.StartAsync(contacts: 2);
        var campaign = await world.SentAsync();

        Assert.StartsWith("250", await world.SendAsync("", world.MessageTo("reader1@readers.example").From, Dsn("reader1@readers.example", status, diagnostic)), StringComparison.Ordinal);

        Assert.Equal(kind, Assert.Single(await world.FeedbackAsync()).Class);
        Assert.Empty(await world.SuppressionsAsync());
        var counters = await world.Relay.CountersAsync(campaign);
        Assert.Equal((1, 1), (counters[EventKind.Delivered], counters[counted]));
    }

    [Fact]
    public async Task A_delay_an_auto_reply_and_a_vacation_note_are_no_bounces()
    {
        await using var world = await MxWorld.StartAsync(contacts: 2);
        await world.SentAsync();
        var to = world.MessageTo("reader1@readers.example").From;

        foreach (var mail in new[]
        {
            Dsn("reader1@readers.example", "4.4.1", "connect to mx.readers.example: timed out", action: "delayed"),
            "From: reader1@readers.example\nTo: " + to + "\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nI do not exist here before Monday. 550 5.1.1 user unknown\n",
            "From: reader1@readers.example\nTo: " + to + "\nSubject: Automatische Antwort: Opening hours\nIn-Reply-To: <1@x.example>\n\nIch bin nicht da.\n",
            "From: reader1@readers.example\nTo: " + to + "\nSubject: Hm\n\nNothing that anybody could read.\n",
        })
        {
            Assert.StartsWith("250", await world.SendAsync("", to, mail), StringComparison.Ordinal);
        }

        Assert.Empty(await world.FeedbackAsync());
        Assert.Empty(await world.SuppressionsAsync());
        var counts = await world.CountsAsync();
        Assert.Equal((1, 2, 1), (counts["bounce not final"], counts["reply auto-reply"], counts["reply not understood"]));
    }

    [Fact]
    public async Task Forged_addresses_and_those_of_others_are_refused()
    {
        await using var world = await MxWorld.StartAsync(contacts: 2);
        await world.SentAsync();
        var to = world.MessageTo("reader1@readers.example").From;
        var altered = to.Replace(to[..3], "b-" + (to[2] == 'a' ? 'b' : 'a'), StringComparison.Ordinal);

        Assert.StartsWith("550 5.1.1", await world.SendAsync("", altered, Dsn("reader1@readers.example", "5.1.1", "550 5.1.1 User unknown")), StringComparison.Ordinal);
        foreach (var other in (string[])["b-@" + MxWorld.Bounces, "b-aaaa@" + MxWorld.Bounces, "somebody@" + MxWorld.Bounces, "fbl@" + MxWorld.Bounces, "reader1@readers.example", "u-" + to[2..], to[..to.IndexOf('@', StringComparison.Ordinal)] + "@" + MxWorld.Domain])
        {
            Assert.StartsWith("550", await world.SendAsync("", other, "Subject: no\n\nno\n"), StringComparison.Ordinal);
        }

        Assert.Empty(await world.FeedbackAsync());
        Assert.Empty(await world.SuppressionsAsync());
        Assert.Equal(3, (await world.CountsAsync())["bounce forged"]);
    }

    [Fact]
    public async Task While_the_database_cannot_write_the_mail_stays_in_front_and_nothing_is_lost()
    {
        await using var world = await MxWorld.StartAsync(contacts: 1);
        await world.SentAsync();
        var (to, dsn) = (world.MessageTo("reader1@readers.example").From, Dsn("reader1@readers.example", "5.1.1", "550 5.1.1 User unknown"));

        await world.Relay.App.BehindTheWallsAsync("alter table app.suppressions rename to suppressions_away");
        Assert.StartsWith("451", await world.SendAsync("", to, dsn), StringComparison.Ordinal);
        Assert.Empty(await world.FeedbackAsync());
        await world.Relay.App.BehindTheWallsAsync("alter table app.suppressions_away rename to suppressions");

        Assert.StartsWith("250", await world.SendAsync("", to, dsn), StringComparison.Ordinal);
        Assert.Single(await world.SuppressionsAsync());
    }

    [Fact]
    public async Task Seven_soft_refusals_in_a_row_suppress_the_address()
    {
        await using var world = await MxWorld.StartAsync(contacts: 2);
        world.Relay.Route.OnRecipient = to => to == "reader1@readers.example" ? "552 5.3.4 Message too big" : null;
        for (var i = 0; i < 6; i++)
        {
            await world.SentAsync();
        }

        Assert.Equal(6, (await world.FeedbackAsync()).Count(f => f is { Source: "smtp", Class: BounceKind.Soft }));
        Assert.Empty(await world.SuppressionsAsync());

        // The seventh is accepted and comes back later.
        world.Relay.Route.OnRecipient = _ => null;
        var campaign = await world.SentAsync();
        Assert.StartsWith("250", await world.SendAsync("", await world.VerpAsync(campaign, "reader1@readers.example"), Dsn("reader1@readers.example", "5.3.4", "Message too big")), StringComparison.Ordinal);

        Assert.Equal("reader1@readers.example", Assert.Single(await world.SuppressionsAsync()).EmailKey);
    }

    internal static string Dsn(string recipient, string status, string diagnostic, string action = "failed") => $"""
        From: MAILER-DAEMON@mx.readers.example
        Subject: Delivery report
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        About your mail.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.readers.example

        Final-Recipient: rfc822; {recipient}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; {diagnostic}

        --b--

        """;
}
