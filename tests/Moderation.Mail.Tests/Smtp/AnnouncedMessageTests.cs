using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

/// <summary>Messages whose commands leave with the end of the one before (RFC 2920 §3.1).</summary>
public sealed class AnnouncedMessageTests
{
    private static readonly string[] Envelope = Commands("b");
    private static readonly string[] Next = Commands("c");
    private static readonly string[] Go = ["S: 250 2.1.0 Ok", "S: 250 2.1.5 Ok", "S: 354 Go"];
    private const string Content = "D: Subject: x||Hi|";

    [Fact]
    public async Task The_commands_of_the_next_message_come_before_the_answer_to_this_one()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, .. Go, Content, .. Next, "S: 250 first", .. Go, Content, "S: 250 second", "C: QUIT", "S: 221 Bye"]);
        await using (var connection = await SmtpConnection.ConnectAsync(server.Route, default))
        {
            var first = await connection.SubmitAsync(To("b"), default, next: To("c"));
            // Nobody has asked for the second yet.
            Assert.Equal("250 first", (await first).Reason);
            Assert.Equal("250 second", (await await connection.SubmitAsync(To("c"), default)).Reason);
        }

        await server.PlayedAsync();
    }

    [Fact]
    public async Task A_server_without_pipelining_is_told_nothing_ahead()
    {
        string[] steps = [Envelope[0], Go[0], Envelope[1], Go[1], Envelope[2], Go[2], Content, "S: 250 Ok"];
        string[] later = [Next[0], Go[0], Next[1], Go[1], Next[2], Go[2], Content, "S: 250 Ok"];
        await using var server = new FakeServer(["S: 220 mx", "C: EHLO me.example", "S: 250 mx", .. steps, .. later]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        var first = await connection.SubmitAsync(To("b"), default, next: To("c"));
        var second = await connection.SubmitAsync(To("c"), default);
        Assert.Equal((SmtpOutcomeKind.Accepted, SmtpOutcomeKind.Accepted), ((await first).Kind, (await second).Kind));
    }

    [Fact]
    public async Task One_that_is_refused_is_reset_before_the_next()
    {
        await using var server = new FakeServer([
            .. FakeServer.Hello, .. Envelope, .. Go, Content, .. Next, "S: 250 first", "S: 250 Ok", "S: 550 5.1.1 No such mailbox", "S: 554 5.5.1 No valid recipients",
            "C: RSET", .. Envelope, "S: 250 Ok", .. Go, Content, "S: 250 third"]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        Assert.Equal(SmtpOutcomeKind.Accepted, (await await connection.SubmitAsync(To("b"), default, next: To("c"))).Kind);
        var refused = await await connection.SubmitAsync(To("c"), default, next: To("b"));
        Assert.Equal((SmtpOutcomeKind.Refused, SmtpStage.RcptTo), (refused.Kind, refused.Stage));
        Assert.Equal("250 third", (await await connection.SubmitAsync(To("b"), default)).Reason);
    }

    [Fact]
    public async Task One_that_is_called_off_does_not_arrive_and_the_one_before_does()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, .. Go, Content, .. Next, "S: 250 first", .. Go, "W"]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        var first = await connection.SubmitAsync(To("b"), default, next: To("c"));
        var second = await await connection.SubmitAsync(To("c"), default, () => false);
        Assert.Equal((SmtpOutcomeKind.ConnectionLost, false), (second.Kind, second.MayHaveArrived));
        Assert.Equal("250 first", (await first).Reason);
        Assert.False(connection.IsUsable);
        await server.PlayedAsync();
    }

    [Fact]
    public async Task A_server_that_ends_the_session_leaves_the_announced_one_unsent()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, .. Go, Content, .. Next, "S: 421 4.3.2 Closing", "X"]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        var first = await await connection.SubmitAsync(To("b"), default, next: To("c"));
        Assert.Equal(421, first.Reply?.Code);
        var second = await await connection.SubmitAsync(To("c"), default);
        Assert.Equal((SmtpOutcomeKind.ConnectionLost, false), (second.Kind, second.MayHaveArrived));
    }

    [Fact]
    public async Task Another_than_the_announced_one_is_not_sent_in_its_place()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, .. Go, Content, .. Next, "S: 250 first", "W"]);
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        await await connection.SubmitAsync(To("b"), default, next: To("c"));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await connection.SubmitAsync(To("d"), default));
        await server.PlayedAsync();
    }

    [Fact]
    public async Task To_close_instead_waits_for_the_answer_and_says_nothing_more()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, .. Go, Content, .. Next, "S: 250 first", .. Go, "W"]);
        Task<SmtpOutcome> first;
        await using (var connection = await SmtpConnection.ConnectAsync(server.Route, default))
        {
            first = await connection.SubmitAsync(To("b"), default, next: To("c"));
        }

        Assert.Equal("250 first", (await first).Reason);
        await server.PlayedAsync();
    }

    [Fact]
    public async Task What_may_not_be_sent_is_not_announced()
    {
        await using var server = new FakeServer([.. FakeServer.Hello, .. Envelope, .. Go, Content, "S: 250 first", "C: QUIT", "S: 221 Bye"]);
        await using (var connection = await SmtpConnection.ConnectAsync(server.Route, default))
        {
            var smuggled = To("c") with { Content = Mails.Text("Subject: x\r\n\r\nHi\n.\r\n") };
            await await connection.SubmitAsync(To("b"), default, next: smuggled);
            await Assert.ThrowsAsync<FormatException>(async () => await connection.SubmitAsync(smuggled, default));
        }

        await server.PlayedAsync();
    }

    private static SmtpMessage To(string local) => new(Mails.Envelope(recipient: local + "@example.org"), Mails.Text("Subject: x\r\n\r\nHi\r\n"));

    private static string[] Commands(string local) => ["C: MAIL FROM:<a@example.com>", $"C: RCPT TO:<{local}@example.org>", "C: DATA"];
}
