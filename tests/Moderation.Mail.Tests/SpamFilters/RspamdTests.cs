using System.Net;
using System.Text;
using Moderation.Mail.SpamFilters;

namespace Moderation.Mail.Tests.SpamFilters;

public sealed class RspamdTests
{
    [ProgramFact(FilterProcess.RspamdProgram, "rspamd")]
    public async Task A_real_one_scores_a_mail_and_GTUBE_and_once_stopped_nothing_is_known()
    {
        Rspamd rspamd;
        using (var filter = await FilterProcess.RspamdAsync())
        {
            // Its own self: the first question waits until its rules are read.
            rspamd = new Rspamd(new Uri($"http://127.0.0.1:{filter.Port}"), "q1", new SpamFilterOptions { Timeout = TimeSpan.FromSeconds(60) });
            var facts = await rspamd.ScoreAsync(new SpamQuestion(SpamMails.Numeric) { EnvelopeFrom = "bounce@example.com", Recipient = "reader@example.org", Address = IPAddress.Parse("192.0.2.10"), HostName = "mail.example.com" }, default);

            Assert.Equal("Rspamd", facts.Engine);
            Assert.True(facts.Score.IsKnown, facts.Score.Why);
            var score = facts.Score.Value;
            var symbol = Assert.Single(score.Symbols, one => one.Name == "HTTP_TO_IP");
            Assert.Equal((1.0, "Anchor points to an IP address"), (symbol.Score, symbol.Description));
            Assert.True(score.Score >= 1 && score.Score < score.Required, $"{score.Score}");
            Assert.Equal(15, score.Required);
            Assert.Equal(score.Symbols.OrderByDescending(one => one.Score).Select(one => one.Score), score.Symbols.Select(one => one.Score));

            var gtube = (await rspamd.ScoreAsync(new SpamQuestion(SpamMails.Gtube), default)).Score.Value;
            Assert.True(gtube.Score >= gtube.Required);
            Assert.Contains(gtube.Symbols, one => one.Name == "GTUBE");
        }

        var silent = await rspamd.ScoreAsync(new SpamQuestion(SpamMails.Numeric), default);
        Assert.StartsWith("Rspamd could not be reached: ", silent.Score.Why, StringComparison.Ordinal);
        rspamd.Dispose();
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "Rspamd answered 500")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n", "Rspamd answered 302")]
    [InlineData("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "Rspamd refused the password (403)")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n<html>", "Rspamd gave an answer that cannot be read")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n[]", "Rspamd gave an answer without a score")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{\"score\":\"5\",\"required_score\":15}", "Rspamd gave an answer without a score")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{\"score\":1e999,\"required_score\":15}", "Rspamd gave an answer without a score")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{\"error\":\"cannot parse\\r\\nmessage\"}", "Rspamd reports: cannot parse  message")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{\"is_skipped\":true,\"score\":0,\"required_score\":15}", "Rspamd skipped the message: its settings exclude it")]
    [InlineData("nonsense\r\n\r\n", "Rspamd could not be reached: ")]
    public async Task A_wrong_answer_is_unknown_with_the_reason(string answer, string why)
    {
        await using var server = new CannedServer(Encoding.ASCII.GetBytes(answer));

        Assert.StartsWith(why, (await ScoreAsync(server)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_answer_and_a_slow_one_are_unknown()
    {
        await using var endless = new CannedServer(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n\r\n" + new string(' ', 5000)));
        Assert.Equal("Rspamd gave an answer of more than 1,000 bytes", (await ScoreAsync(endless, new SpamFilterOptions { MaxAnswerBytes = 1000 })).Why);

        await using var slow = new CannedServer(null);
        Assert.Equal("Rspamd did not answer within 0.3 s", (await ScoreAsync(slow, new SpamFilterOptions { Timeout = TimeSpan.FromMilliseconds(300) })).Why);
    }

    [Fact]
    public async Task A_message_beyond_the_limit_is_not_sent()
    {
        await using var server = new CannedServer(null);

        Assert.Equal("the message has 9 bytes; at most 8 are sent to Rspamd", (await ScoreAsync(server, new SpamFilterOptions { MaxMessageBytes = 8 }, "123456789"u8.ToArray())).Why);
    }

    [Fact]
    public async Task Password_and_envelope_are_told_and_nothing_is_smuggled_into_the_header()
    {
        await using var server = new CannedServer("HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n{\"score\":2.5,\"required_score\":15}"u8.ToArray());
        using var rspamd = new Rspamd(new Uri($"http://127.0.0.1:{server.Port}/rspamd/"), "secret", new SpamFilterOptions());
        var facts = await rspamd.ScoreAsync(new SpamQuestion("mail"u8.ToArray()) { EnvelopeFrom = "a@b.example", Recipient = "x@y.example\r\nEvil: 1", Address = IPAddress.Parse("192.0.2.1") }, default);

        Assert.Equal(2.5, facts.Score.Value.Score);
        Assert.Empty(facts.Score.Value.Symbols);
        Assert.StartsWith("POST /rspamd/checkv2 HTTP/1.1\r\n", server.Heard, StringComparison.Ordinal);
        Assert.Contains("Password: secret\r\n", server.Heard, StringComparison.Ordinal);
        Assert.Contains("From: a@b.example\r\n", server.Heard, StringComparison.Ordinal);
        Assert.Contains("IP: 192.0.2.1\r\n", server.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain("Evil", server.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_or_a_password_that_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Rspamd(new Uri("ftp://127.0.0.1/"), null, new SpamFilterOptions()));
        Assert.Throws<ArgumentException>(() => new Rspamd(new Uri("http://127.0.0.1/"), "a\r\nb", new SpamFilterOptions()));
    }

    private static async Task<Campaigns.Fact<Campaigns.SpamScore>> ScoreAsync(CannedServer server, SpamFilterOptions? options = null, byte[]? message = null)
    {
        using var rspamd = new Rspamd(new Uri($"http://127.0.0.1:{server.Port}"), null, options ?? new SpamFilterOptions());
        return (await rspamd.ScoreAsync(new SpamQuestion(message ?? SpamMails.Numeric), default)).Score;
    }
}
