using System.Net;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

public sealed class SmtpHandshakeTests
{
    [Fact]
    public async Task A_greeting_that_refuses_is_reported_with_its_words()
    {
        await using var server = new FakeServer("S: 554-5.7.1 You are", "S: 554 5.7.1 listed");
        var e = await Assert.ThrowsAsync<SmtpConnectException>(() => SmtpConnection.ConnectAsync(server.Route, default));
        Assert.Equal(new SmtpReply(554, new EnhancedStatus(5, 7, 1), "You are\nlisted"), e.Reply);
        Assert.Equal("127.0.0.1 refused at greeting: 554 5.7.1 You are listed", e.Message);
    }

    [Fact]
    public async Task A_server_that_hangs_up_or_babbles_is_no_server()
    {
        await using var silent = new FakeServer("X");
        await Assert.ThrowsAsync<SmtpConnectException>(() => SmtpConnection.ConnectAsync(silent.Route, default));
        await using var web = new FakeServer("S: HTTP/1.1 400 Bad Request");
        await Assert.ThrowsAsync<SmtpConnectException>(() => SmtpConnection.ConnectAsync(web.Route, default));
    }

    [Fact]
    public async Task A_server_that_does_not_greet_in_time_is_left()
    {
        await using var server = new FakeServer("W");
        var route = server.Route with { Timeouts = new SmtpTimeouts { Greeting = TimeSpan.FromMilliseconds(100) } };
        var e = await Assert.ThrowsAsync<SmtpConnectException>(() => SmtpConnection.ConnectAsync(route, default));
        Assert.Equal("127.0.0.1 did not answer in time.", e.Message);
    }

    [Fact]
    public async Task Nobody_there_is_said()
    {
        await using var server = new FakeServer();
        var route = server.Route;
        await server.DisposeAsync();
        var e = await Assert.ThrowsAsync<SmtpConnectException>(() => SmtpConnection.ConnectAsync(route, default));
        Assert.Contains("could not be reached", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_server_is_greeted_the_old_way()
    {
        await using var server = new FakeServer("S: 220 mx", "C: EHLO me.example", "S: 502 What", "C: HELO me.example", "S: 250 mx");
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        Assert.Equal(SmtpCapabilities.None, connection.Capabilities);
    }

    [Fact]
    public async Task Capabilities_are_read_in_any_case()
    {
        await using var server = new FakeServer(
            "S: 220 mx", "C: EHLO me.example", "S: 250-mx greets you", "S: 250-Pipelining", "S: 250-size 1000", "S: 250-AUTH PLAIN LOGIN", "S: 250-AUTH=CRAM-MD5", "S: 250 StartTLS");
        await using var connection = await SmtpConnection.ConnectAsync(server.Route, default);
        Assert.True(connection.Capabilities is { Pipelining: true, StartTls: true, Size: true, MaxMessageBytes: 1000, SmtpUtf8: false });
        Assert.Equal(["PLAIN", "LOGIN", "CRAM-MD5"], connection.Capabilities.Auth);
    }

    [Fact]
    public async Task Required_tls_does_without_a_session_rather_than_without_tls()
    {
        await using var server = new FakeServer(FakeServer.Hello);
        var e = await Assert.ThrowsAsync<SmtpConnectException>(() => SmtpConnection.ConnectAsync(server.Route with { Tls = TlsPolicy.Required }, default));
        Assert.Equal("127.0.0.1 does not offer STARTTLS, which this route requires.", e.Message);
    }

    [Theory]
    [InlineData(TlsPolicy.Required)]
    [InlineData(TlsPolicy.Opportunistic)]
    public async Task Words_slipped_in_before_tls_end_the_session(TlsPolicy tls)
    {
        await using var server = new FakeServer("S: 220 mx", "C: EHLO me.example", "S: 250-mx", "S: 250 STARTTLS", "C: STARTTLS", "S: 220 Go\r\n250 AUTH PLAIN", "W");
        var e = await Assert.ThrowsAsync<SmtpConnectException>(() => SmtpConnection.ConnectAsync(server.Route with { Tls = tls }, default));
        Assert.Contains("sent more than its answer to STARTTLS", e.Message, StringComparison.Ordinal);
        await server.PlayedAsync();
    }

    [Fact]
    public async Task A_password_is_sent_plain_or_step_by_step()
    {
        var credentials = new NetworkCredential("joe", "pä:ss");
        await using var one = new FakeServer("S: 220 mx", "C: EHLO me.example", "S: 250-mx", "S: 250 AUTH LOGIN PLAIN", "C: AUTH PLAIN AGpvZQBww6Q6c3M=", "S: 235 2.7.0 Ok", "C: QUIT", "S: 221 Bye");
        await (await SmtpConnection.ConnectAsync(one.Route with { Credentials = credentials }, default)).DisposeAsync();
        await one.PlayedAsync();

        await using var steps = new FakeServer(
            "S: 220 mx", "C: EHLO me.example", "S: 250-mx", "S: 250 AUTH LOGIN", "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: am9l", "S: 334 UGFzc3dvcmQ6", "C: cMOkOnNz", "S: 535 5.7.8 No");
        var e = await Assert.ThrowsAsync<SmtpConnectException>(() => SmtpConnection.ConnectAsync(steps.Route with { Credentials = credentials }, default));
        Assert.Equal(535, e.Reply?.Code);
    }

    [Fact]
    public async Task An_access_token_takes_the_place_of_the_password()
    {
        var expected = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes("user=joe@example.com\u0001auth=Bearer ya29.x\u0001\u0001"));
        SmtpRoute With(SmtpRoute route) => route with { Credentials = new NetworkCredential("joe@example.com", ""), AccessToken = _ => ValueTask.FromResult("ya29.x") };
        await using var one = new FakeServer("S: 220 mx", "C: EHLO me.example", "S: 250-mx", "S: 250 AUTH PLAIN XOAUTH2", $"C: AUTH XOAUTH2 {expected}", "S: 235 2.7.0 Ok", "C: QUIT", "S: 221 Bye");
        await (await SmtpConnection.ConnectAsync(With(one.Route), default)).DisposeAsync();
        await one.PlayedAsync();

        await using var refused = new FakeServer("S: 220 mx", "C: EHLO me.example", "S: 250-mx", "S: 250 AUTH XOAUTH2", $"C: AUTH XOAUTH2 {expected}", "S: 334 eyJzdGF0dXMiOiI0MDEifQ==", "C: ", "S: 535 5.7.8 No");
        var e = await Assert.ThrowsAsync<SmtpConnectException>(() => SmtpConnection.ConnectAsync(With(refused.Route), default));
        Assert.Equal(535, e.Reply?.Code);

        await using var without = new FakeServer("S: 220 mx", "C: EHLO me.example", "S: 250-mx", "S: 250 AUTH PLAIN");
        await Assert.ThrowsAsync<SmtpConnectException>(() => SmtpConnection.ConnectAsync(With(without.Route), default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("me.example\r\nMAIL FROM:<>")]
    [InlineData("me example")]
    [InlineData("mé.example")]
    [InlineData("me\0")]
    public void A_helo_name_that_could_end_the_line_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new SmtpRoute { Host = "localhost", HeloName = name });
}
