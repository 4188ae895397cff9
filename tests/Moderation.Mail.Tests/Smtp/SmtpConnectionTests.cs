using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

public sealed class SmtpConnectionTests
{
    private static readonly byte[] Hi = Mails.Text("Subject: x\r\n\r\nHi\r\n");
    private static readonly string[] Envelope = ["C: MAIL FROM:<a@example.com>", "C: RCPT TO:<b@example.org>", "C: DATA"];
    private static readonly string[] Go = ["S: 250 2.1.0 Ok", "S: 250 2.1.5 Ok", "S: 354 Go"];
    private const string Content = "D: Subject: x||Hi|";

    [Fact]
    public async Task An_envelope_goes_out_in_one_piece_and_the_answer_is_the_outcome()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, .. Go, Content, "S: 250 2.0.0 Queued as 7", "C: QUIT", "S: 221 Bye"]);
        var outcome = await SendAsync(server);
        Assert.Equal(SmtpOutcomeKind.Accepted, outcome.Kind);
        Assert.Equal(new SmtpReply(250, new EnhancedStatus(2, 0, 0), "Queued as 7"), outcome.Reply);
        await server.PlayedAsync();
    }

    [Fact]
    public async Task The_next_envelope_does_not_wait_for_the_answer_before()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, .. Go, Content, .. Envelope, "S: 250 first", .. Go, Content, "S: 452 4.2.2 second"]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        var first = await connection.SubmitAsync(new(Mails.Envelope(), Hi), default);
        var second = await connection.SubmitAsync(new(Mails.Envelope(), Hi), default);
        Assert.Equal("250 first", (await first).Reason);
        Assert.Equal((SmtpOutcomeKind.Deferred, SmtpStage.EndOfData), ((await second).Kind, (await second).Stage));
    }

    [Fact]
    public async Task A_server_without_pipelining_is_asked_step_by_step()
    {
        string[] steps = [Envelope[0], Go[0], Envelope[1], Go[1], Envelope[2], Go[2], Content, "S: 250 Ok"];
        await using var server = new FakeServer(["S: 220 mx", "C: EHLO me.example", "S: 250 mx", .. steps, .. steps]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        var first = await connection.SubmitAsync(new(Mails.Envelope(), Hi), default);
        var second = await connection.SubmitAsync(new(Mails.Envelope(), Hi), default);
        Assert.Equal(SmtpOutcomeKind.Accepted, (await first).Kind);
        Assert.Equal(SmtpOutcomeKind.Accepted, (await second).Kind);
    }

    [Fact]
    public async Task A_refused_recipient_is_refused_and_the_next_message_starts_afresh()
    {
        await using var server = new FakeServer([
            .. FakeServer.Hello, .. Envelope, "S: 250 Ok", "S: 550-5.1.1 No such", "S: 550 5.1.1 mailbox", "S: 554 5.5.1 No valid recipients",
            "C: RSET", .. Envelope, "S: 250 Ok", .. Go, Content, "S: 250 Ok"]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        var refused = await await connection.SubmitAsync(new(Mails.Envelope(), Hi), default);
        Assert.Equal((SmtpOutcomeKind.Refused, SmtpStage.RcptTo), (refused.Kind, refused.Stage));
        Assert.Equal(new SmtpReply(550, new EnhancedStatus(5, 1, 1), "No such\nmailbox"), refused.Reply);
        Assert.Equal(SmtpOutcomeKind.Accepted, (await await connection.SubmitAsync(new(Mails.Envelope(), Hi), default)).Kind);
    }

    [Fact]
    public async Task A_server_that_wants_content_for_nobody_gets_none()
    {
        await using var server = new FakeServer([
            .. FakeServer.Hello, .. Envelope, "S: 250 Ok", "S: 450 4.2.1 Busy", "S: 354 Go", "D: ", "S: 250 Ok",
            .. Envelope, .. Go, Content, "S: 250 Ok"]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        var deferred = await await connection.SubmitAsync(new(Mails.Envelope(), Hi), default);
        Assert.Equal((SmtpOutcomeKind.Deferred, SmtpStage.RcptTo), (deferred.Kind, deferred.Stage));
        Assert.Equal(SmtpOutcomeKind.Accepted, (await await connection.SubmitAsync(new(Mails.Envelope(), Hi), default)).Kind);
    }

    [Fact]
    public async Task A_server_that_wants_content_from_a_refused_sender_is_left()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, "S: 550 No", "S: 250 Ok", "S: 354 Go", "W"]);
        var outcome = await SendAsync(server);
        Assert.Equal((SmtpOutcomeKind.Refused, SmtpStage.MailFrom), (outcome.Kind, outcome.Stage));
        await server.PlayedAsync();
    }

    [Theory]
    [InlineData("451 4.7.1 Slow down", "503 No", "503 No", SmtpOutcomeKind.Deferred, SmtpStage.MailFrom)]
    [InlineData("553 5.7.1 Not you", "503 No", "503 No", SmtpOutcomeKind.Refused, SmtpStage.MailFrom)]
    [InlineData("250 Ok", "250 Ok", "451 4.3.0 Disk", SmtpOutcomeKind.Deferred, SmtpStage.Data)]
    [InlineData("250 Ok", "250 Ok", "554 5.7.1 No", SmtpOutcomeKind.Refused, SmtpStage.Data)]
    [InlineData("250 Ok", "250 Ok", "250 Ok", SmtpOutcomeKind.ConnectionLost, SmtpStage.Data)]
    [InlineData("250 Ok", "334 What", "354 Go", SmtpOutcomeKind.ConnectionLost, SmtpStage.RcptTo)]
    public async Task Each_stage_can_refuse(string mail, string recipient, string data, SmtpOutcomeKind kind, SmtpStage stage)
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, "S: " + mail, "S: " + recipient, "S: " + data]);
        var outcome = await SendAsync(server);
        Assert.Equal((kind, stage, false), (outcome.Kind, outcome.Stage, outcome.MayHaveArrived));
    }

    [Fact]
    public async Task A_cut_after_the_content_leaves_it_open_whether_it_arrived()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, .. Go, Content, "X"]);
        var outcome = await SendAsync(server);
        Assert.Equal((SmtpOutcomeKind.ConnectionLost, SmtpStage.EndOfData, true), (outcome.Kind, outcome.Stage, outcome.MayHaveArrived));
    }

    [Fact]
    public async Task A_cut_before_the_content_means_that_it_did_not_arrive()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, "S: 250 Ok", "X"]);
        var outcome = await SendAsync(server);
        Assert.Equal((SmtpOutcomeKind.ConnectionLost, SmtpStage.RcptTo, false), (outcome.Kind, outcome.Stage, outcome.MayHaveArrived));
    }

    [Fact]
    public async Task A_421_in_the_middle_defers_the_message_and_ends_the_session()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, .. Go, Content, .. Envelope, "S: 250 Ok", "S: 250 Ok", "S: 421 4.3.2 Shutting down", "X"]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        var first = await connection.SubmitAsync(new(Mails.Envelope(), Hi), default);
        var second = await await connection.SubmitAsync(new(Mails.Envelope(), Hi), default);
        Assert.Equal(SmtpOutcomeKind.Accepted, (await first).Kind);
        Assert.Equal((SmtpOutcomeKind.Deferred, SmtpStage.RcptTo, 421), (second.Kind, second.Stage, second.Reply?.Code));
        Assert.False(connection.IsUsable);
        Assert.Equal("The server ended the session: 421 4.3.2 Shutting down", connection.EndedBecause);

        var third = await await connection.SubmitAsync(new(Mails.Envelope(), Hi), default);
        Assert.Equal((SmtpOutcomeKind.ConnectionLost, SmtpStage.MailFrom), (third.Kind, third.Stage));
    }

    [Theory]
    [InlineData("421 4.4.2 Idle", "The server ended the session: 421 4.4.2 Idle")]
    [InlineData("250 Ok", "The server spoke out of turn: 250 Ok")]
    [InlineData("hello", "The server sent a line that is no SMTP reply.")]
    [InlineData("250-a\r\n251 b", "The server changed the code inside one reply.")]
    public async Task An_idle_session_ends_when_the_server_speaks(string line, string because)
    {
        await using var server = new FakeServer([.. FakeServer.Hello, "S: " + line]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        for (var i = 0; i < 100 && connection.IsUsable; i++)
        {
            await Task.Delay(20);
        }

        Assert.Equal(because, connection.EndedBecause);
    }

    [Theory]
    [InlineData("250 ", 5_000, 1, "The server sent an endless reply line.")]
    [InlineData("250-", 10, 200, "The server sent an endless reply.")]
    public async Task Replies_are_bounded(string start, int length, int lines, string because)
    {
        var flood = Enumerable.Repeat("S: " + start + new string('x', length), lines);
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, .. flood]);
        Assert.Equal(because, (await SendAsync(server)).Reason);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_left()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, "W"]);
        var route = server.Route with { Timeouts = server.Route.Timeouts with { Command = TimeSpan.FromMilliseconds(200) } };
        await using var connection = await SmtpConnection.ConnectAsync(route, default);
        var outcome = await await connection.SubmitAsync(new(Mails.Envelope(), Hi), default);
        Assert.Equal((SmtpOutcomeKind.ConnectionLost, "The server did not answer in time."), (outcome.Kind, outcome.Reason));
        await server.PlayedAsync();
    }

    [Fact]
    public async Task Cancelling_ends_the_session_before_the_message_is_whole()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, "W"]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        using var cancel = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await connection.SubmitAsync(new(Mails.Envelope(), Hi), cancel.Token));
        Assert.False(connection.IsUsable);
        await server.PlayedAsync();
    }

    [Fact]
    public async Task What_the_server_offers_is_used()
    {
        await using var server = new FakeServer([
            "S: 220 mx", "C: EHLO me.example", "S: 250-mx", "S: 250-PIPELINING", "S: 250-8BITMIME", "S: 250-SMTPUTF8", "S: 250 SIZE 100",
            "C: MAIL FROM:<> SIZE=18 BODY=8BITMIME SMTPUTF8", "C: RCPT TO:<żółw@example.org>", "C: DATA", .. Go, "D: Subject: x||ż|", "S: 250 Ok"]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        var envelope = new SmtpEnvelope(SmtpPath.Null, Moderation.Accounts.EmailAddress.Parse("żółw@example.org"));
        Assert.Equal(SmtpOutcomeKind.Accepted, (await await connection.SubmitAsync(new(envelope, Mails.Text("Subject: x\r\n\r\nż\r\n")), default)).Kind);

        var large = await await connection.SubmitAsync(new(Mails.Envelope(), new byte[101].Select(_ => (byte)'x').ToArray()), default);
        Assert.Equal((SmtpOutcomeKind.Refused, SmtpStage.BeforeSending), (large.Kind, large.Stage));
        Assert.Equal("The message has 101 bytes; 127.0.0.1 takes at most 100.", large.Reason);
    }

    [Theory]
    [InlineData("Subject: x\r\n\r\nż\r\n", "b@example.org", "takes only 7-bit messages")]
    [InlineData("Subject: ż\r\n\r\nx\r\n", "b@example.org", "does not take addresses or headers beyond ASCII")]
    [InlineData("Subject: x\r\n\r\nx\r\n", "ż@example.org", "does not take addresses or headers beyond ASCII")]
    public async Task What_the_server_cannot_take_is_not_sent(string message, string recipient, string reason)
    {
        await using var server = new FakeServer(["S: 220 mx", "C: EHLO me.example", "S: 250-mx", "S: 250 PIPELINING"]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        var outcome = await await connection.SubmitAsync(new(Mails.Envelope(recipient: recipient), Mails.Text(message)), default);
        Assert.Equal((SmtpOutcomeKind.Refused, SmtpStage.BeforeSending), (outcome.Kind, outcome.Stage));
        Assert.Contains(reason, outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dots_are_doubled_and_a_missing_line_end_is_added()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, .. Go, "D: ..a||...|x.|..end|", "S: 250 Ok"]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        Assert.Equal(SmtpOutcomeKind.Accepted, (await await connection.SubmitAsync(new(Mails.Envelope(), Mails.Text(".a\r\n\r\n..\r\nx.\r\n.end")), default)).Kind);
    }

    [Theory]
    [InlineData("Subject: x\r\n\r\na\nb\r\n")]
    [InlineData("Subject: x\r\n\r\na\rb\r\n")]
    [InlineData("Subject: x\r\n\r\na\r\n.\nMAIL FROM:<evil@example.com>\r\n")]
    [InlineData("Subject: x\r\n\r\n\0\r\n")]
    public async Task A_message_with_bare_line_ends_or_nul_is_never_sent(string message)
    {
        await using var server = new FakeServer([.. FakeServer.Hello, "C: QUIT", "S: 221 Bye"]);
        await using (var connection = await SmtpConnection.ConnectAsync(server.Route, default))
        {
            await Assert.ThrowsAsync<FormatException>(async () => await connection.SubmitAsync(new(Mails.Envelope(), Mails.Text(message)), default));
        }

        await server.PlayedAsync();
    }

    private static async Task<SmtpOutcome> SendAsync(FakeServer server)
    {
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        return await await connection.SubmitAsync(new(Mails.Envelope(), Hi), default);
    }
}
