using System.Globalization;
using System.Text;
using Moderation.Mail.Logs;
using Moderation.Mail.Reports;
using Moderation.Mail.Tests.Fuzzing;

namespace Moderation.Mail.Tests.Logs;

public sealed class PostfixLogTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_delivery_in_the_traditional_form()
    {
        var line = Read("Nov 22 19:31:34 mta1 postfix/smtp[2538]: 4F9D195432C: to=<ann@readers.example>, relay=mx.readers.example[192.0.2.150]:25, delay=1.1, delays=0.04/0/0.6/0.46, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 8BDCA22DA71)");
        Assert.Equal(LogLineKind.Delivered, line.Kind);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 19, 31, 34, TimeSpan.Zero), line.At);
        Assert.Equal(("4F9D195432C", "ann@readers.example", "mx.readers.example[192.0.2.150]:25", "2.0.0"), (line.QueueId, line.Recipient, line.Server, line.Status));
        Assert.Equal("250 2.0.0 Ok: queued as 8BDCA22DA71", line.Reply);
    }

    [Fact]
    public void A_bounce_in_the_form_of_RFC_3339_is_classed_by_the_words_of_the_server_alone()
    {
        var line = Read("2026-11-22T20:31:34.123456+01:00 mta1 postfix-out/smtp[2538]: 3xYz0L4Qb9zJrTl: to=<\"ann, b\"@readers.example>, orig_to=<ann@alias.example>, relay=mx.spamfilter.example[192.0.2.150]:25, conn_use=3, delay=1.1, delays=0.04/0/0.6/0.46, dsn=5.1.1, status=bounced (host mx.spamfilter.example[192.0.2.150] said: 550 5.1.1 <ann@readers.example>: Recipient address rejected: User unknown (in reply to RCPT TO command))");
        Assert.Equal((LogLineKind.Bounced, BounceClass.Hard, "5.1.1", "3xYz0L4Qb9zJrTl"), (line.Kind, line.Class!.Value, line.Status, line.QueueId));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 19, 31, 34, TimeSpan.Zero).AddMicroseconds(123456), line.At);
        Assert.Equal("\"ann, b\"@readers.example", line.Recipient);
        Assert.Equal("550 5.1.1 <ann@readers.example>: Recipient address rejected: User unknown", line.Reply);
    }

    [Theory]
    [InlineData("dsn=5.7.1, status=bounced (host a[192.0.2.1] said: 550 5.7.1 Message refused by our policy (in reply to end of DATA command))", BounceClass.Block, "5.7.1")]
    [InlineData("dsn=5.2.2, status=bounced (host a[192.0.2.1] said: 552 5.2.2 Mailbox is full (in reply to RCPT TO command))", BounceClass.Soft, "5.2.2")]
    [InlineData("dsn=5.0.0, status=bounced (host a[192.0.2.1] refused to talk to me: 554 Your IP is on a blocklist)", BounceClass.Block, "5.0.0")]
    [InlineData("dsn=5.4.4, status=bounced (Host or domain name not found. Name service error for name=gone.example type=A: Host not found)", BounceClass.Hard, "5.4.4")]
    public void Bounces_have_the_classes_of_replies(string rest, BounceClass expected, string status)
    {
        var line = Read($"Nov 22 19:31:34 mta1 postfix/smtp[2538]: 4F9D195432C: to=<ann@readers.example>, relay=none, delay=1, {rest}");
        Assert.Equal((LogLineKind.Bounced, expected, status), (line.Kind, line.Class!.Value, line.Status));
        Assert.Null(line.Server);
    }

    [Theory]
    [InlineData("postfix/qmgr[12]: 4F9D195432C: from=<b-abc@bounces.provider.example>, size=344, nrcpt=1 (queue active)", LogLineKind.Sender, "b-abc@bounces.provider.example")]
    [InlineData("postfix/qmgr[12]: 4F9D195432C: from=<>, size=344, nrcpt=1 (queue active)", LogLineKind.Sender, "")]
    [InlineData("postfix/qmgr[12]: 4F9D195432C: from=<b-abc@bounces.provider.example>, status=expired, returned to sender", LogLineKind.Expired, "b-abc@bounces.provider.example")]
    [InlineData("postfix/qmgr[12]: 4F9D195432C: from=<b-abc@bounces.provider.example>, status=force-expired, returned to sender", LogLineKind.Expired, "b-abc@bounces.provider.example")]
    [InlineData("postfix/qmgr[12]: 4F9D195432C: removed", LogLineKind.Removed, null)]
    [InlineData("postfix/postsuper[12]: 4F9D195432C: removed", LogLineKind.Removed, null)]
    [InlineData("postfix/error[12]: 4F9D195432C: to=<ann@readers.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (delivery temporarily suspended: connect to a[192.0.2.1]:25: Connection refused)", LogLineKind.Deferred, null)]
    [InlineData("postfix/cleanup[12]: 4F9D195432C: message-id=<1@provider.example>", LogLineKind.Other, null)]
    [InlineData("postfix/bounce[12]: 4F9D195432C: sender non-delivery notification: 5A9D195432C", LogLineKind.Other, null)]
    [InlineData("postfix/smtpd[12]: connect from localhost[127.0.0.1]", LogLineKind.Other, null)]
    [InlineData("postfix/smtp[12]: connect to mx.example[192.0.2.1]:25: Connection timed out", LogLineKind.Other, null)]
    [InlineData("postfix/smtp[12]: 4F9D195432C: to=<ann@readers.example>, relay=none, delay=1, dsn=2.0.0, status=deliverable (delivers to mailbox)", LogLineKind.Other, null)]
    [InlineData("dovecot: lmtp(12): Connect from local", LogLineKind.Other, null)]
    public void Each_daemon_says_its_own(string text, LogLineKind kind, string? sender)
    {
        var line = Read($"Nov 22 19:31:34 mta1 {text}");
        Assert.Equal((kind, sender), (line.Kind, line.Sender));
    }

    [Theory]
    [InlineData("postfix/smtpd[12]: NOQUEUE: reject: RCPT from a[192.0.2.1]: 550 <x>: to=<ann@readers.example>, status=bounced (x); from=<b@x> to=<c@x>, dsn=5.1.1, status=bounced (y)")]
    [InlineData("postfix/smtp[12]: 4F9D195432C: host a[192.0.2.1] said: 450 to=<ann@readers.example>, dsn=5.1.1, status=bounced (x) (in reply to RCPT TO command)")]
    [InlineData("postfix/smtp[12]: 4F9D195432C: to=<ann, dsn=5.1.1, status=bounced (x)>")]
    public void A_strangers_words_are_no_fields(string text) => Assert.Equal(LogLineKind.Other, Read($"Nov 22 19:31:34 mta1 {text}").Kind);

    [Fact]
    public void The_status_of_a_line_is_the_first_one()
    {
        var line = Read("Nov 22 19:31:34 mta1 postfix/smtp[1]: 4F9D195432C: to=<a@readers.example>, relay=m[192.0.2.1]:25, delay=1, dsn=4.2.0, status=deferred (host m[192.0.2.1] said: 451 a, dsn=5.1.1, status=bounced (5.1.1 User unknown) (in reply to RCPT TO command))");
        Assert.Equal((LogLineKind.Deferred, "4.2.0"), (line.Kind, line.Status));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing of a log")]
    [InlineData("Nov 31 19:31:34 mta1 postfix/qmgr[12]: 4F9D195432C: removed")]
    [InlineData("Nov 22 25:31:34 mta1 postfix/qmgr[12]: 4F9D195432C: removed")]
    [InlineData("2026-13-22T20:31:34+01:00 mta1 postfix/qmgr[12]: 4F9D195432C: removed")]
    [InlineData("Nov 22 19:31:34 mta1")]
    [InlineData("{\"type\":\"Delivery\"}")]
    public void What_is_no_such_line_is_unreadable(string text) => Assert.Equal(LogLineKind.Unreadable, Read(text).Kind);

    [Theory]
    [InlineData("Dec 31 23:59:59", 2025)]
    [InlineData("Nov 22 23:59:59", 2026)]
    [InlineData("Feb 29 12:00:00", 2024)]
    [InlineData("Jan  1 00:00:00", 2026)]
    public void A_time_without_a_year_lies_in_the_past(string time, int year) => Assert.Equal(year, Read($"{time} mta1 postfix/qmgr[12]: 4F9D195432C: removed").At!.Value.Year);

    [Fact]
    public void A_time_without_a_zone_is_of_the_machine()
    {
        var rome = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "east", "east");
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 17, 31, 34, TimeSpan.Zero), PostfixLog.Read("Nov 22 19:31:34 mta1 postfix/qmgr[12]: 4F9D195432C: removed", rome, Now).At);
    }

    [Fact]
    public void Hostile_lines_never_throw() => Fuzz.Run(
        "postfix-log",
        [
            .. ((string[])[
                "Nov 22 19:31:34 mta1 postfix/smtp[2538]: 4F9D195432C: to=<ann@readers.example>, relay=mx.readers.example[192.0.2.150]:25, delay=1.1, delays=0.04/0/0.6/0.46, dsn=5.1.1, status=bounced (host a[192.0.2.1] said: 550 5.1.1 x (in reply to RCPT TO command))",
                "2026-11-22T20:31:34.123456+01:00 mta1 postfix/qmgr[12]: 4F9D195432C: from=<b-abc@bounces.provider.example>, status=expired, returned to sender",
            ]).Select(Encoding.UTF8.GetBytes),
        ],
        input => PostfixLog.Read(Encoding.UTF8.GetString(input), TimeZoneInfo.Utc, Now),
        "to=<", ">, ", ", ", "status=", "dsn=", "from=<", ": ", "(", " said: ", "postfix/smtp[1]: ", "Feb 29 ");

    [Fact]
    public void A_line_without_end_costs_linear_time()
    {
        var fields = new StringBuilder("Nov 22 19:31:34 mta1 postfix/smtp[2538]: 4F9D195432C: to=<a@b>, ");
        for (var i = 0; i < 100_000; i++)
        {
            fields.Append(CultureInfo.InvariantCulture, $"delay={i}, ");
        }

        Assert.Equal(LogLineKind.Delivered, Read(fields.Append("status=sent (ok)").ToString()).Kind);
    }

    private static LogLine Read(string line) => PostfixLog.Read(line, TimeZoneInfo.Utc, Now);
}
