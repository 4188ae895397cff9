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
}
