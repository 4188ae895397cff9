using System.Text;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

public sealed class SmtpListenerTests
{
    [Fact]
    public async Task A_message_reaches_the_handler_as_it_was_sent()
    {
        var inbox = new Inbox();
        await using var listener = Start(inbox);
        using var client = new RawClient(listener.EndPoint);
        Assert.Equal("220 mx.example ESMTP", await client.HearAsync());
        Assert.Equal("250-mx.example|250-PIPELINING|250-SIZE 1000|250-8BITMIME|250-SMTPUTF8|250 ENHANCEDSTATUSCODES", await client.AskAsync("ehlo me.example\r\n"));
        Assert.Equal("250 2.1.0 Ok", await client.AskAsync("MAIL FROM:<> SIZE=500 BODY=8BITMIME\r\n"));
        Assert.Equal("250 2.0.0 Ok", await client.AskAsync("RCPT TO:<b@example.org>\r\n"));
        Assert.Equal("250 2.0.0 Ok", await client.AskAsync("RCPT TO:<\"odd one\"@example.org>\r\n"));
        Assert.Equal("354 End data with <CR><LF>.<CR><LF>", await client.AskAsync("DATA\r\n"));
        Assert.Equal("250 2.0.0 Ok", await client.AskAsync("Subject: x\r\n\r\n..a\r\n. b\r\n.\r\n"));
        Assert.Equal("221 2.0.0 Bye", await client.AskAsync("QUIT\r\n"));
        Assert.Null(await client.HearAsync());

        var message = Assert.Single(inbox.Messages);
        Assert.Equal("Subject: x\r\n\r\n.a\r\n b\r\n", Encoding.ASCII.GetString(message.Data.Span));
        Assert.Equal("", message.Sender);
        Assert.Equal(["b@example.org", "\"odd one\"@example.org"], message.Recipients);
        Assert.Equal(("me.example", false, "127.0.0.1"), (message.Peer.HeloName, message.Peer.IsEncrypted, message.Peer.Address.ToString()));
    }

    [Fact]
    public async Task Pipelined_commands_are_answered_in_order()
    {
        await using var listener = Start(new Inbox());
        using var client = new RawClient(listener.EndPoint);
        await client.SayAsync("EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRSET\r\nRCPT TO:<c@d.example>\r\nVRFY c\r\nNOOP\r\nFOO\r\nQUIT\r\n");
        var codes = new List<string>();
        while (await client.HearAsync() is { } reply)
        {
            codes.Add(reply[..3]);
        }

        Assert.Equal("220 250 250 250 503 252 250 500 221", string.Join(' ', codes));
    }

    [Theory]
    [InlineData("MAIL FROM:<a@b.example>", "503 5.5.1 Say EHLO first")]
    [InlineData("EHLO", "501 5.5.4 Say who you are")]
    [InlineData("EHLO x|RCPT TO:<a@b.example>", "503 5.5.1 Say MAIL first")]
    [InlineData("EHLO x|DATA", "503 5.5.1 Say MAIL first")]
    [InlineData("EHLO x|MAIL FROM:<a@b.example>|DATA", "554 5.5.1 No valid recipients")]
    [InlineData("EHLO x|MAIL FROM:<a@b.example>|MAIL FROM:<a@b.example>", "503 5.5.1 One sender at a time")]
    [InlineData("HELO x|MAIL FROM: a@b.example", "501 5.1.7 Bad sender address")]
    [InlineData("HELO x|MAIL FROM:<a b@c.example>", "501 5.1.7 Bad sender address")]
    [InlineData("HELO x|MAIL FROM:<a@b..example>", "501 5.1.7 Bad sender address")]
    [InlineData("HELO x|MAIL FROM:<a@b.example", "501 5.1.7 Bad sender address")]
    [InlineData("HELO x|MAIL FROM:<<a@b.example>>", "501 5.1.7 Bad sender address")]
    [InlineData("HELO x|MAIL FROM:<ż@b.example>", "501 5.1.7 Bad sender address")]
    [InlineData("HELO x|MAIL FROM:<ż@b.example> SMTPUTF8", "250 2.1.0 Ok")]
    [InlineData("HELO x|MAIL FROM:<@relay.example:a@b.example>", "250 2.1.0 Ok")]
    [InlineData("HELO x|MAIL FROM:<a@[192.0.2.1]>", "250 2.1.0 Ok")]
    [InlineData("HELO x|MAIL FROM:<a@b.example> SIZE=1001", "552 5.3.4 A message has at most 1000 bytes")]
    [InlineData("HELO x|MAIL FROM:<a@b.example> AUTH=<>", "555 5.5.4 Unknown parameter")]
    [InlineData("HELO x|MAIL FROM:<a@b.example>|RCPT TO:<>", "501 5.1.3 Bad recipient address")]
    [InlineData("HELO x|MAIL FROM:<a@b.example>|RCPT TO:<Postmaster>", "250 2.0.0 Ok")]
    [InlineData("HELO x|MAIL FROM:<a@b.example>|RCPT TO:<a@b.example> NOTIFY=NEVER", "555 5.5.4 Unknown parameter")]
    [InlineData("STARTTLS", "503 5.5.1 TLS is not to be had now")]
    [InlineData("AUTH PLAIN AAAA", "500 5.5.2 Unknown command")]
    [InlineData("NO\0OP", "500 5.5.2 Commands hold no control characters")]
    public async Task Commands_out_of_order_or_form_are_refused(string commands, string last)
    {
        await using var listener = Start(new Inbox());
        using var client = new RawClient(listener.EndPoint);
        var reply = await client.HearAsync();
        foreach (var command in commands.Split('|'))
        {
            reply = await client.AskAsync(command + "\r\n");
        }

        Assert.Equal(last, reply);
    }

    // Each of these ends the data for one server and not for another, and what follows becomes mail from anybody (2023).
    [Theory]
    [InlineData("\n.\r\n")]
    [InlineData("\n.\n")]
    [InlineData("\r\n.\n")]
    [InlineData("\r.\r\n")]
    [InlineData("\r.\r\r\n")]
    [InlineData("\r\n.\r\r\n")]
    [InlineData("\n\n.\r\n")]
    [InlineData("\r\r\n.\r\n")]
    [InlineData("\r\n\0.\n")]
    public async Task Content_with_bare_line_ends_is_refused_and_what_follows_is_not_heard(string end)
    {
        var inbox = new Inbox();
        var problems = new List<SmtpProblem>();
        await using var listener = Start(inbox, new SmtpListenerOptions { OnProblem = problems.Add });
        using var client = new RawClient(listener.EndPoint);
        await client.StartDataAsync();
        await client.SayAsync("Subject: x\r\n\r\nbody" + end + "MAIL FROM:<evil@example.com>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nSubject: smuggled\r\n\r\n.\r\n");
        Assert.Equal("521 5.5.2 Lines must end in CRLF, closing", await client.HearAsync());
        Assert.Null(await client.HearAsync());
        Assert.Empty(inbox.Messages);
        Assert.Equal("A line ended in a lone CR or LF.", Assert.Single(problems).What);
    }

    [Theory]
    [InlineData("NOOP\n")]
    [InlineData("NOOP\rNOOP\r\n")]
    public async Task A_command_with_a_bare_line_end_ends_the_session(string command)
    {
        await using var listener = Start(new Inbox());
        using var client = new RawClient(listener.EndPoint);
        await client.HearAsync();
        Assert.StartsWith("521 ", await client.AskAsync(command), StringComparison.Ordinal);
        Assert.Null(await client.HearAsync());
    }

    [Fact]
    public async Task The_message_is_promised_only_after_the_handler_has_returned()
    {
        var stored = new TaskCompletionSource<SmtpReply>();
        await using var listener = Start(new Inbox { OnMessage = _ => stored.Task });
        using var client = new RawClient(listener.EndPoint);
        await client.StartDataAsync();
        var answer = client.AskAsync("x\r\n.\r\n");
        await Task.Delay(100);
        Assert.False(answer.IsCompleted);
        stored.SetResult(Inbox.Ok);
        Assert.Equal("250 2.0.0 Ok", await answer);
    }

    [Fact]
    public async Task A_handler_that_fails_defers_and_is_reported()
    {
        var problems = new List<SmtpProblem>();
        var inbox = new Inbox { OnMessage = _ => throw new InvalidOperationException("disk") };
        await using var listener = Start(inbox, new SmtpListenerOptions { OnProblem = problems.Add });
        using var client = new RawClient(listener.EndPoint);
        await client.StartDataAsync();
        Assert.Equal("451 4.3.0 Cannot take it now, try again later", await client.AskAsync("x\r\n.\r\n"));
        Assert.Equal("disk", Assert.Single(problems).Cause?.Message);
        Assert.Equal("250 2.1.0 Ok", await client.AskAsync("MAIL FROM:<a@example.com>\r\n"));
    }

    [Fact]
    public async Task A_handler_refuses_recipients_one_by_one()
    {
        var inbox = new Inbox { OnRecipient = r => r.StartsWith('b') ? Inbox.Ok : new SmtpReply(550, new EnhancedStatus(5, 1, 1), "No such user") };
        await using var listener = Start(inbox);
        using var client = new RawClient(listener.EndPoint);
        await client.HearAsync();
        await client.AskAsync("HELO x\r\n");
        await client.AskAsync("MAIL FROM:<a@b.example>\r\n");
        Assert.Equal("550 5.1.1 No such user", await client.AskAsync("RCPT TO:<c@b.example>\r\n"));
        Assert.Equal("250 2.0.0 Ok", await client.AskAsync("RCPT TO:<b@b.example>\r\n"));
        await client.AskAsync("DATA\r\n");
        await client.AskAsync("x\r\n.\r\n");
        Assert.Equal(["b@b.example"], Assert.Single(inbox.Messages).Recipients);
    }

    [Fact]
    public async Task Stopping_sends_idle_sessions_away_and_lets_messages_finish()
    {
        var inbox = new Inbox();
        await using var listener = Start(inbox);
        using var idle = new RawClient(listener.EndPoint);
        using var busy = new RawClient(listener.EndPoint);
        await idle.HearAsync();
        await busy.StartDataAsync();
        await busy.SayAsync("x\r\n");
        var stop = listener.StopAsync(default);
        Assert.Equal("421 4.3.2 Closing, try again later", await idle.HearAsync());
        Assert.Equal("250 2.0.0 Ok", await busy.AskAsync(".\r\n"));
        Assert.StartsWith("421 ", await busy.HearAsync(), StringComparison.Ordinal);
        await stop.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Single(inbox.Messages);
        Assert.Equal(0, listener.Sessions);
    }

    [Fact]
    public async Task Random_bytes_never_hang_a_session_or_make_a_message()
    {
        var inbox = new Inbox();
        await using var listener = Start(inbox);
        var random = new Random(5321);
        string[] words = ["MAIL FROM:<", "RCPT TO:<", "DATA", "EHLO x", "\r\n", "\r", "\n", ".", "a@b.example>", " ", "\0", "STARTTLS", "\"", "\\", "<", ">"];
        for (var i = 0; i < 150; i++)
        {
            using var client = new RawClient(listener.EndPoint);
            var noise = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => words[random.Next(words.Length)]));
            await client.SayAsync(noise + "\r\n.\r\nQUIT\r\n");
            while (await client.HearAsync() is not null)
            {
            }
        }

        Assert.Equal(0, await SettledAsync(listener));
    }

    private static async Task<int> SettledAsync(SmtpListener listener)
    {
        for (var i = 0; i < 100 && listener.Sessions > 0; i++)
        {
            await Task.Delay(20);
        }

        return listener.Sessions;
    }

    private static SmtpListener Start(Inbox inbox, SmtpListenerOptions? options = null)
    {
        var listener = new SmtpListener((options ?? new SmtpListenerOptions()) with { ServerName = "mx.example", MaxMessageBytes = 1_000 }, inbox);
        listener.Start();
        return listener;
    }
}
