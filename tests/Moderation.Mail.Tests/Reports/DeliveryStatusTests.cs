using System.Text;
using Moderation.Mail.Reports;

namespace Moderation.Mail.Tests.Reports;

public sealed class DeliveryStatusTests
{
    [Fact]
    public void Groups_are_recipients_and_only_failed_is_a_bounce()
    {
        var report = Report.Read(Dsn("""
            Reporting-MTA: dns; mx.example.net
            Original-Envelope-Id: env-7

            Original-Recipient: rfc822;Alias@example.org
            Final-Recipient: rfc822;gone@example.org
            Action: failed
            Status: 5.1.1 (no such mailbox)
            Remote-MTA: dns; mail.example.org
            Diagnostic-Code: smtp; 550 5.1.1
              <gone@example.org>: no such user

            Final-Recipient: RFC822; <slow@example.org>
            Action: delayed
            Status: 4.4.1

            Final-Recipient: rfc822; good@example.org
            Action: relayed
            Status: 2.0.0
            """));
        Assert.Equal((ReportKind.Dsn, "rfc3464", "mx.example.net", "env-7"), (report.Kind, report.Format, report.ReportingMta, report.OriginalEnvelopeId));
        Assert.Equal(
            [
                new ReportedRecipient("gone@example.org", DeliveryAction.Failed, "5.1.1", "550 5.1.1 <gone@example.org>: no such user", BounceClass.Hard) { OriginalAddress = "Alias@example.org", RemoteMta = "mail.example.org" },
                new ReportedRecipient("slow@example.org", DeliveryAction.Delayed, "4.4.1", null, BounceClass.Soft),
                new ReportedRecipient("good@example.org", DeliveryAction.Relayed, "2.0.0", null, null),
            ],
            report.Recipients);
        Assert.Equal("id.1@news.example.net", report.OriginalMessageId);
        Assert.Equal(["b-token@bounce.example.net", "author@example.net"], report.EnvelopeAddresses);
    }

    [Fact]
    public void Careless_fields_are_read()
    {
        var report = Report.Read(Dsn("Reporting-MTA : dns;mx\nFinal-Recipient :one@example.org\nAction : Failed\nStatus : 5.2.2\nFinal-Recipient: rfc822;two@example.org\nAction: failed\nStatus: 5.7.1\n"));
        Assert.Equal([("one@example.org", BounceClass.Soft), ("two@example.org", BounceClass.Block)], report.Recipients.Select(r => (r.Address, r.Class!.Value)));
    }

    // RFC 6533 §3
    [Theory]
    [InlineData("utf-8; ren\\x{E9}@example.org")]
    [InlineData("utf-8; rené@example.org")]
    public void Internationalised_addresses_are_read(string field)
    {
        var bytes = Encoding.UTF8.GetString(Dsn($"Reporting-MTA: dns;mx\n\nFinal-Recipient: {field}\nAction: failed\nStatus: 5.1.1\n")).Replace("message/delivery-status", "message/global-delivery-status", StringComparison.Ordinal);
        Assert.Equal("rené@example.org", Assert.Single(Report.Read(Encoding.UTF8.GetBytes(bytes)).Recipients).Address);
    }

    [Theory]
    [InlineData("5.1.1", "smtp; 550 5.1.1 User unknown", BounceClass.Hard)]
    [InlineData("5.1.2", "smtp; 550 Host unknown", BounceClass.Hard)]
    [InlineData("5.1.6", "", BounceClass.Hard)]
    [InlineData("5.1.10", "", BounceClass.Hard)]
    [InlineData("5.2.1", "", BounceClass.Hard)]
    [InlineData("5.2.2", "", BounceClass.Soft)]
    [InlineData("5.3.4", "", BounceClass.Soft)]
    [InlineData("5.4.6", "", BounceClass.Soft)]
    [InlineData("5.7.1", "smtp; 550 5.7.1 User unknown", BounceClass.Block)]
    [InlineData("5.7.13", "", BounceClass.Hard)]
    [InlineData("5.7.17", "", BounceClass.Hard)]
    [InlineData("5.7.18", "", BounceClass.Hard)]
    [InlineData("5.7.26", "", BounceClass.Block)]
    [InlineData("5.1.8", "", BounceClass.Block)]
    // 4xx "unknown user": a directory that does not answer.
    [InlineData("4.1.1", "smtp; 450 4.1.1 User unknown", BounceClass.Soft)]
    [InlineData("4.7.1", "smtp; 451 4.7.1 Greylisted", BounceClass.Block)]
    // The remote code beats what the reporting server made of the reply.
    [InlineData("5.1.1", "smtp; 550 5.7.1 listed at rbl.example", BounceClass.Block)]
    [InlineData("5.0.0", "smtp; 550 5.2.2 mailbox full", BounceClass.Soft)]
    // A status made up from "550" gives way to the words, 5xx with policy text.
    [InlineData("5.1.1", "smtp; 550 Mail from 192.0.2.1 blocked using a blacklist", BounceClass.Block)]
    [InlineData("5.0.0", "smtp; 550 no such user here", BounceClass.Hard)]
    [InlineData("5.0.0", "smtp; 552 message refused", BounceClass.Soft)]
    // What is in an address or a link is no word.
    [InlineData("5.0.0", "smtp; 550 <spam@example.org> https://example.org/blacklist", BounceClass.Unknown)]
    // The internet address 5.1.1.1 is no code.
    [InlineData("5.0.0", "smtp; 550 sorry 5.1.1.1", BounceClass.Unknown)]
    [InlineData("4.0.0", "smtp; null MX", BounceClass.Hard)]
    public void Codes_and_words_give_the_class(string status, string diagnostic, BounceClass expected)
    {
        var report = Report.Read(Dsn($"Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@example.org\nAction: failed\nStatus: {status}\nDiagnostic-Code: {diagnostic}\n"));
        Assert.Equal(expected, Assert.Single(report.Recipients).Class);
    }

    [Fact]
    public void Given_up_after_retries_is_soft_and_told_apart() =>
        Assert.True(Assert.Single(Report.Read(Dsn("Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@example.org\nAction: failed\nStatus: 4.4.7\n")).Recipients) is { IsExpired: true, Class: BounceClass.Soft });

    [Fact]
    public void Ten_million_bytes_cost_little()
    {
        var fields = string.Concat(Enumerable.Repeat("Final-Recipient: rfc822;a@example.org\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 no\n\n", 100_000));
        var folds = "Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@example.org\nDiagnostic-Code: smtp;" + string.Concat(Enumerable.Repeat("\n 550 x", 1_400_000));
        foreach (var body in (string[])[fields, folds])
        {
            var bytes = Dsn(body);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.NotEmpty(Report.Read(bytes).Recipients);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20L * bytes.Length);
        }
    }

    [Fact]
    public void Ten_million_bytes_of_words_cost_little()
    {
        var words = string.Concat(Enumerable.Repeat("<a@example.org>: unknown user\nFinal-Recipient: rfc822;b@example.org\n", 150_000));
        var bytes = Encoding.UTF8.GetBytes($"From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\nX-Failed-Recipients: {string.Concat(Enumerable.Repeat("c@example.org,", 10_000))}\n\nThis is the Postfix program at host mx.\n{words}");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ReportKind.Dsn, Report.Read(bytes).Kind);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 12L * bytes.Length);
    }

    [Fact]
    public void Deep_nesting_is_refused_with_the_limit()
    {
        var nested = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"));
        Assert.Throws<Moderation.Mail.Mime.MimeFormatException>(() => Report.Read(Encoding.UTF8.GetBytes(nested)));
    }

    [CorpusFact("kumomta-reports")]
    public void Reports_of_other_libraries_sets_are_read()
    {
        Assert.Equal(
            [("arathib@vnet.ibm.com", DeliveryAction.Failed), ("johnh@hpnjld.njd.hp.com", DeliveryAction.Delayed), ("wsnell@sdcc13.ucsd.edu", DeliveryAction.Failed)],
            Report.Read(Corpora.Read("kumomta-reports", "rfc3464", "2.eml")).Recipients.Select(r => (r.Address, r.Action!.Value)));
        Assert.Equal(BounceClass.Soft, Assert.Single(Report.Read(Corpora.Read("kumomta-reports", "rfc3464", "5.eml")).Recipients).Class);
    }

    private static byte[] Dsn(string fields) => Encoding.UTF8.GetBytes($"""
        From: MAILER-DAEMON@mx.example.net
        To: <b-token@bounce.example.net>
        Subject: Undelivered Mail Returned to Sender
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: text/plain

        It did not arrive.
        --b
        Content-Type: message/delivery-status

        {fields}
        --b
        Content-Type: message/rfc822

        Return-Path: <author@example.net>
        Message-ID: <id.1@news.example.net>
        Subject: News

        Hello
        --b--
        """);
}
