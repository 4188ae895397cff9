using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Moderation.Accounts;
using Moderation.Contacts;
using Moderation.Delivery;
using Moderation.Web.Feedback.Mx;

namespace Moderation.Web.Tests.Feedback.Mx;

public sealed class HostileMailTests
{
    [Fact]
    public async Task A_mail_to_the_signed_address_opts_out_over_smtp()
    {
        await using var world = await MxWorld.StartAsync(contacts: 2);
        await world.SentAsync();
        var header = world.MessageTo("reader1@readers.example").Header("List-Unsubscribe")!;
        var start = header.IndexOf("mailto:", StringComparison.Ordinal) + 7;
        var to = header[start..header.IndexOf('?', start)];

        Assert.StartsWith("550", await world.SendAsync("reader1@readers.example", to.Replace("u-", "u-a", StringComparison.Ordinal), "Subject: unsubscribe\n\n\n"), StringComparison.Ordinal);
        // A refusal that names the address as its sender is nobody's wish.
        Assert.StartsWith("250", await world.SendAsync("", to, "Subject: Undelivered\n\n\n"), StringComparison.Ordinal);
        Assert.Empty(await world.SuppressionsAsync());
        Assert.StartsWith("250", await world.SendAsync("reader1@readers.example", to, "Subject: unsubscribe\n\n\n"), StringComparison.Ordinal);
        Assert.StartsWith("250", await world.SendAsync("reader1@readers.example", to, "Subject: unsubscribe\n\n\n"), StringComparison.Ordinal);

        var suppression = Assert.Single(await world.SuppressionsAsync());
        Assert.Equal(("reader1@readers.example", SuppressionReason.OptOut), (suppression.EmailKey, suppression.Reason));
    }

    [Fact]
    public async Task An_answer_of_a_person_reaches_the_sender_once_and_machines_are_not_forwarded()
    {
        await using var world = await MxWorld.StartAsync(contacts: 1);
        await world.SentAsync();
        var to = world.MessageTo("reader1@readers.example").From;
        var before = world.Relay.Route.Messages.Count;
        const string head = "From: Ada <ada@readers.example>\nTo: x@y.example\nSubject: Re: Opening hours\n";

        Assert.StartsWith("250", await world.SendAsync("ada@readers.example", to, head + "MIME-Version: 1.0\n\nWhen do you open on Sunday? {{ contact.email }}\n"), StringComparison.Ordinal);
        foreach (var machine in (string[])["Auto-Submitted: auto-generated\n", "Precedence: bulk\n", "X-Campaign-Forwarded: yes\n", string.Concat(Enumerable.Repeat("Received: from a by b\n", 31))])
        {
            Assert.StartsWith("250", await world.SendAsync("ada@readers.example", to, machine + head + "\nHello\n"), StringComparison.Ordinal);
        }

        var forwarded = Assert.Single(world.Relay.Route.Messages.Skip(before));
        Assert.Equal(("", $"news@d{world.Relay.Account:N}.example"), (forwarded.From, forwarded.To));
        Assert.Equal("ada@readers.example", forwarded.Header("Reply-To"));
        Assert.Equal("auto-generated", forwarded.Header("Auto-Submitted"));
        Assert.Contains("When do you open on Sunday?", forwarded.Data, StringComparison.Ordinal);
        var counts = await world.CountsAsync();
        Assert.Equal((1, 1, 1, 2), (counts["reply forwarded"], counts["reply auto-reply"], counts["reply bulk mail"], counts["reply loop"]));
    }

    [Fact]
    public async Task Letters_to_the_desk_reach_whoever_reads_them_and_wait_while_the_route_is_away()
    {
        await using var world = await MxWorld.StartAsync(contacts: 1, ("Mx:ForwardTo", "desk@provider.example"));
        world.Relay.Route.OnRecipient = _ => "451 4.3.0 Later";
        const string letter = "From: ada@readers.example\nSubject: Spam of yours\n\nPlease stop.\n";
        Assert.StartsWith("451", await world.SendAsync("ada@readers.example", "abuse@" + MxWorld.Domain, letter), StringComparison.Ordinal);
        world.Relay.Route.OnRecipient = _ => null;
        Assert.StartsWith("250", await world.SendAsync("ada@readers.example", "postmaster", letter), StringComparison.Ordinal);
        Assert.Equal("desk@provider.example", Assert.Single(world.Relay.Route.Messages).To);
    }

    [Fact]
    public async Task Hostile_mail_harms_nobody()
    {
        await using var world = await MxWorld.StartAsync(contacts: 2, ("Mx:MaxMessageBytes", "100000"));
        await world.SentAsync();
        var to = world.MessageTo("reader1@readers.example").From;

        // Controls, half characters and line breaks in the words of the server.
        var words = "550 5.1.1 no\0body\u0001 here\r\n\tX-Evil: yes\u0085 \x80\xff " + new string('x', 3000);
        Assert.StartsWith("250", await world.SendAsync("", to, BounceTests.Dsn("reader1@readers.example", "5.1.1", words)), StringComparison.Ordinal);
        var entry = Assert.Single(await world.FeedbackAsync());
        Assert.DoesNotContain(entry.Diagnostic, char.IsControl);
        Assert.InRange(entry.Diagnostic.Length, 10, FeedbackEntry.LongestText);

        Assert.StartsWith("552", await world.SendAsync("", to, "Subject: x\n\n" + string.Concat(Enumerable.Repeat(new string('x', 70) + "\n", 3_000))), StringComparison.Ordinal);

        using (var talk = await world.ConnectAsync())
        {
            await talk.SayAsync("MAIL FROM:<>");
            var answers = new List<string>();
            for (var i = 0; i < 1_000; i++)
            {
                answers.Add(await talk.SayAsync($"RCPT TO:<fbl@{MxWorld.Domain}>"));
                if (answers[^1].Length == 0 || answers[^1].StartsWith("421", StringComparison.Ordinal))
                {
                    break;
                }
            }

            Assert.Equal(100, answers.Count(a => a.StartsWith("250", StringComparison.Ordinal)));
            Assert.Contains(answers, a => a.StartsWith("452", StringComparison.Ordinal));
        }

        using (var talk = await world.ConnectAsync())
        {
            await talk.SayAsync("MAIL FROM:<>");
            await talk.SayAsync($"RCPT TO:<{to}>");
            await talk.SayAsync("DATA");
            await talk.WriteAsync(Encoding.ASCII.GetBytes($"Subject: x\r\n\r\nx\n.\nMAIL FROM:<>\r\nRCPT TO:<{to}>\r\n"));
            Assert.StartsWith("521", await talk.HearAsync(), StringComparison.Ordinal);
        }

        Assert.Single(await world.FeedbackAsync());
        Assert.Single(await world.SuppressionsAsync());
    }

    [Fact]
    public async Task Random_bytes_are_answered_and_do_nothing()
    {
        await using var world = await MxWorld.StartAsync(contacts: 1);
        await world.SentAsync();
        var to = world.MessageTo("reader1@readers.example").From;
        var seed = BounceTests.Dsn("reader1@readers.example", "4.2.2", "full", action: "delayed");
        var random = new Random(7);
        using var talk = await world.ConnectAsync();
        for (var i = 0; i < 150; i++)
        {
            var bytes = seed.ToCharArray();
            for (var j = 0; j < 1 + i % 40; j++)
            {
                bytes[random.Next(bytes.Length)] = (char)random.Next(256);
            }

            // A lone CR or LF ends the session, rightly; that is another test's.
            var data = new string(bytes).Replace('\r', '?');
            Assert.Matches("^(250|554|550) ", await talk.SendAsync("", to, data));
        }

        Assert.All(await world.SuppressionsAsync(), s => Assert.Equal("reader1@readers.example", s.EmailKey));
    }

    [Theory]
    [InlineData("Mx:Listen", "nowhere")]
    [InlineData("Mx:Peers", "the office")]
    [InlineData("Mx:ForwardTo", "desk@in.provider.example")]
    [InlineData("Mx:MaxMessageBytes", "1")]
    public void A_wrong_setting_stops_the_start(string key, string value) =>
        Assert.Throws<StartRefusedException>(() => MxOptions.From(
            new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build(), DomainName.Parse(MxWorld.Domain), DomainName.Parse(MxWorld.Bounces)));

    [Theory]
    [InlineData("from mx.loop.example (mx.loop.example [192.0.2.77]) by front", "192.0.2.77")]
    [InlineData("from a (a [IPv6:2001:db8::1]) by front with [198.51.100.1]", "2001:db8::1")]
    [InlineData("from a by front with [198.51.100.1]", null)]
    [InlineData("from filter ([127.0.0.1]) by front|from mx ([192.0.2.9]) by front", "192.0.2.9")]
    public void The_source_is_who_spoke_to_our_own_machines(string received, string? source)
    {
        var options = new MxOptions { BounceDomain = DomainName.Parse(MxWorld.Bounces), Peers = [IPNetwork.Parse("127.0.0.0/8")] };
        Assert.Equal(source, options.SourceOf(IPAddress.Loopback, received.Split('|'))?.ToString());
        // Who is no mail server of ours can write there what it wants.
        Assert.Equal("203.0.113.5", options.SourceOf(IPAddress.Parse("203.0.113.5"), received.Split('|'))!.ToString());
    }
}
