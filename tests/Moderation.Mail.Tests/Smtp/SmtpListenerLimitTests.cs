using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

public sealed class SmtpListenerLimitTests
{
    [Fact]
    public async Task A_message_that_is_too_large_is_refused_at_its_end_and_the_session_goes_on()
    {
        var inbox = new Inbox();
        await using var listener = Start(new SmtpListenerOptions { MaxMessageBytes = 100 }, inbox);
        using var client = new RawClient(listener.EndPoint);
        await client.StartDataAsync();
        var lines = string.Concat(Enumerable.Repeat("0123456789\r\n", 20));
        Assert.Equal("552 5.3.4 A message has at most 100 bytes", await client.AskAsync(lines + ".\r\n"));
        Assert.Equal("250 2.1.0 Ok", await client.AskAsync("MAIL FROM:<a@example.com>\r\n"));
        Assert.Empty(inbox.Messages);
    }

    [Fact]
    public async Task Recipients_beyond_the_limit_are_deferred()
    {
        await using var listener = Start(new SmtpListenerOptions { MaxRecipients = 1 });
        using var client = new RawClient(listener.EndPoint);
        await client.HearAsync();
        await client.AskAsync("HELO x\r\n");
        await client.AskAsync("MAIL FROM:<a@example.com>\r\n");
        await client.AskAsync("RCPT TO:<a@example.com>\r\n");
        Assert.Equal("452 4.5.3 Too many recipients", await client.AskAsync("RCPT TO:<b@example.com>\r\n"));
    }

    [Theory]
    [InlineData(2_049)]
    [InlineData(100_000)]
    public async Task An_endless_command_ends_the_session(int length)
    {
        await using var listener = Start(new SmtpListenerOptions());
        using var client = new RawClient(listener.EndPoint);
        await client.HearAsync();
        Assert.Equal("500 5.5.2 Line too long, closing", await client.AskAsync(new string('x', length) + "\r\n"));
        Assert.Null(await client.HearAsync());
    }

    [Fact]
    public async Task An_endless_line_of_content_ends_the_session()
    {
        await using var listener = Start(new SmtpListenerOptions());
        using var client = new RawClient(listener.EndPoint);
        await client.StartDataAsync();
        Assert.Equal("500 5.5.2 Line too long, closing", await client.AskAsync(new string('x', 40_000)));
    }

    [Fact]
    public async Task Errors_and_idle_commands_are_counted()
    {
        await using var listener = Start(new SmtpListenerOptions { MaxErrors = 2, MaxCommands = 5 });
        using (var client = new RawClient(listener.EndPoint))
        {
            await client.HearAsync();
            Assert.StartsWith("500 ", await client.AskAsync("A\r\n"), StringComparison.Ordinal);
            Assert.StartsWith("500 ", await client.AskAsync("B\r\n"), StringComparison.Ordinal);
            Assert.StartsWith("421 4.7.0", await client.AskAsync("C\r\n"), StringComparison.Ordinal);
            Assert.Null(await client.HearAsync());
        }

        using (var client = new RawClient(listener.EndPoint))
        {
            await client.HearAsync();
            for (var i = 0; i < 5; i++)
            {
                Assert.StartsWith("250 ", await client.AskAsync("NOOP\r\n"), StringComparison.Ordinal);
            }

            Assert.StartsWith("421 4.7.0", await client.AskAsync("NOOP\r\n"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_session_too_many_is_sent_away()
    {
        await using var listener = Start(new SmtpListenerOptions { MaxSessions = 1 });
        using var first = new RawClient(listener.EndPoint);
        await first.HearAsync();
        using var second = new RawClient(listener.EndPoint);
        Assert.Equal("421 4.3.2 Too many sessions, try again later", await second.HearAsync());
    }

    [Fact]
    public async Task One_address_takes_only_its_share_of_the_sessions()
    {
        await using var listener = Start(new SmtpListenerOptions { MaxSessionsPerAddress = 2 });
        using var one = new RawClient(listener.EndPoint);
        using var two = new RawClient(listener.EndPoint);
        await one.HearAsync();
        await two.HearAsync();
        using (var three = new RawClient(listener.EndPoint))
        {
            Assert.Equal("421 4.3.2 Too many sessions, try again later", await three.HearAsync());
        }

        Assert.Equal("221 2.0.0 Bye", await one.AskAsync("QUIT\r\n"));
        Assert.Null(await one.HearAsync());
        await EventuallyWelcomeAsync(listener);
    }

    [Fact]
    public void An_address_that_comes_too_often_waits_and_another_does_not()
    {
        var clock = new HandClock();
        var admission = new SmtpAdmission(new SmtpListenerOptions { MaxSessionsPerMinute = 3 }, clock);
        bool Visits(string address)
        {
            var from = System.Net.IPAddress.Parse(address);
            var enters = admission.TryEnter(from);
            if (enters)
            {
                admission.Leave(from);
            }

            return enters;
        }

        Assert.True(Visits("192.0.2.1") && Visits("192.0.2.1") && Visits("192.0.2.1"));
        Assert.False(Visits("192.0.2.1"));
        Assert.True(Visits("192.0.2.2"));
        clock.Now += TimeSpan.FromSeconds(20);
        Assert.True(Visits("192.0.2.1"));
        Assert.False(Visits("192.0.2.1"));

        // A /64 is one place.
        Assert.True(Visits("2001:db8::1") && Visits("2001:db8::2") && Visits("2001:db8::ffff:1"));
        Assert.False(Visits("2001:db8::3"));
        Assert.True(Visits("2001:db8:0:1::1"));
    }

    [Fact]
    public async Task When_messages_fill_the_memory_the_next_is_told_to_come_again()
    {
        var inbox = new Inbox();
        await using var listener = Start(new SmtpListenerOptions { MaxBytesInFlight = 1_000 }, inbox);
        using var slow = new RawClient(listener.EndPoint);
        await slow.StartDataAsync();
        await slow.SayAsync(new string('x', 898) + "\r\n");
        await Task.Delay(200);

        using var next = new RawClient(listener.EndPoint);
        await next.StartDataAsync();
        Assert.Equal("452 4.3.1 No room now, try again later", await next.AskAsync(new string('y', 198) + "\r\n.\r\n"));
        Assert.StartsWith("250 ", await slow.AskAsync(".\r\n"), StringComparison.Ordinal);

        // And what was taken is given back.
        using var later = new RawClient(listener.EndPoint);
        await later.StartDataAsync();
        Assert.StartsWith("250 ", await later.AskAsync(new string('z', 898) + "\r\n.\r\n"), StringComparison.Ordinal);
        Assert.Equal(2, inbox.Messages.Count);
    }

    private static async Task EventuallyWelcomeAsync(SmtpListener listener)
    {
        for (var tries = 0; ; tries++)
        {
            using var client = new RawClient(listener.EndPoint);
            if (await client.HearAsync() is { } line && line.StartsWith("220 ", StringComparison.Ordinal))
            {
                return;
            }

            Assert.True(tries < 50, "The session that left is still counted.");
            await Task.Delay(100);
        }
    }

    [Fact]
    public async Task A_slow_client_is_sent_away_even_if_it_drips()
    {
        await using var listener = Start(new SmtpListenerOptions { CommandTimeout = TimeSpan.FromMilliseconds(300), MessageTimeout = TimeSpan.FromMilliseconds(300) });
        using var command = new RawClient(listener.EndPoint);
        using var content = new RawClient(listener.EndPoint);
        await command.HearAsync();
        await content.StartDataAsync();
        foreach (var client in (RawClient[])[command, content])
        {
            for (var i = 0; i < 3; i++)
            {
                await client.SayAsync("x");
                await Task.Delay(60);
            }
        }

        Assert.Equal("421 4.4.2 Too slow, closing", await command.HearAsync());
        Assert.Equal("421 4.4.2 Too slow, closing", await content.HearAsync());
    }

    private static SmtpListener Start(SmtpListenerOptions options, Inbox? inbox = null)
    {
        var listener = new SmtpListener(options, inbox ?? new Inbox());
        listener.Start();
        return listener;
    }

    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
