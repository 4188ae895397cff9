using System.Text;
using Moderation.Benchmarks.Limits;
using Moderation.Benchmarks.Parts;
using Moderation.Mail.Reports;

namespace Moderation.Benchmarks.Goals;

/// <summary>
/// Bounces and complaints, from bytes to recipients and classes. MimeKit is not to be had here; on one machine it parsed 13,500
/// of them a second where postal-mime parsed 1,400, so the goal is that multiple of postal-mime in the same run.
/// </summary>
internal sealed class ReportReading : IGoal
{
    private const double MimeKitOverPostalMime = 13_500.0 / 1_400;
    private const double Seconds = 2;
    private const int Times = 10_000;

    public int Number => 8;

    public string Name => "DSN and ARF parsing";

    public async Task MeasureAsync(Settings settings, Moderation.Benchmarks.Report report)
    {
        var letter = Newsletter.Of(4);
        (string Name, byte[] Mail, ReportKind Kind)[] reports = [("DSN", Bounce(letter), ReportKind.Dsn), ("ARF", Complaint(letter), ReportKind.Arf)];
        foreach (var (name, mail, kind) in reports)
        {
            using var peer = await PostalMime.PrepareAsync([mail]);
            var html = HtmlTimes(letter);
            for (var step = 0; step < 4; step++)
            {
                Read(mail, kind, Times / 4);
                await Task.Delay(TimeSpan.FromMilliseconds(300));
            }

            var rounds = await Rounds.RunAsync(
                settings,
                () => Task.FromResult(HtmlParse.Measure([letter.Html], html)),
                async () => new Figures(Read(mail, kind, Times), await peer.MeasureAsync(Seconds)));
            report.Add(this, Check.AtLeast(
                rounds, $"{name} of {mail.Length / 1024.0:0.0} KB, a second", "postal-mime", MimeKitOverPostalMime, round => round.Value.Peer / round.Value.Ours,
                $"{1e6 / rounds.Median(figures => figures.Ours):N0} against {1e6 / rounds.Median(figures => figures.Peer):N0} a second"));
        }
    }

    // The limit only tells a quiet round from a disturbed one.
    private static int HtmlTimes(Newsletter letter) => Math.Max(50, (int)(400_000 / HtmlParse.Measure([letter.Html], 50)));

    /// <returns>µs of processor time for one report.</returns>
    private static double Read(byte[] mail, ReportKind kind, int times)
    {
        var from = ThreadCpu.Microseconds;
        for (var i = 0; i < times; i++)
        {
            var report = Moderation.Mail.Reports.Report.Read(mail);
            if (report.Kind != kind || report.Recipients.Count != 1)
            {
                throw new GoalFailedException($"the report that is measured was read as {report.Kind} with {report.Recipients.Count} recipients");
            }
        }

        return (ThreadCpu.Microseconds - from) / times;
    }

    private static byte[] Bounce(Newsletter letter) => Crlf($"""
        Return-Path: <>
        Delivered-To: b-token@bounce.news.example
        Date: Mon, 5 Jan 2026 10:00:00 +0000 (UTC)
        From: MAILER-DAEMON@mx.news.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: b-token@bounce.news.example
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
         boundary="4F1A2B3C.1767607200/mx.news.example"
        Message-Id: <20260105100000.4F1A2B3C@mx.news.example>

        This is a MIME-encapsulated message.

        --4F1A2B3C.1767607200/mx.news.example
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        This is the mail system at host mx.news.example.

        I'm sorry to have to inform you that your message could not
        be delivered to one or more recipients. It's attached below.

                           The mail system

        <gone@example.org>: host mail.example.org[192.0.2.1] said: 550 5.1.1
            <gone@example.org>: Recipient address rejected: User unknown in virtual
            mailbox table (in reply to RCPT TO command)

        --4F1A2B3C.1767607200/mx.news.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.news.example
        X-Postfix-Queue-ID: 4F1A2B3C
        X-Postfix-Sender: rfc822; b-token@bounce.news.example
        Arrival-Date: Mon, 5 Jan 2026 09:59:58 +0000 (UTC)

        Final-Recipient: rfc822; gone@example.org
        Original-Recipient: rfc822;gone@example.org
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mail.example.org
        Diagnostic-Code: smtp; 550 5.1.1 <gone@example.org>: Recipient address
            rejected: User unknown in virtual mailbox table

        --4F1A2B3C.1767607200/mx.news.example
        Content-Description: Undelivered Message
        Content-Type: message/rfc822

        {Original(letter)}
        --4F1A2B3C.1767607200/mx.news.example--
        """);

    private static byte[] Complaint(Newsletter letter) => Crlf($"""
        Return-Path: <fbl@provider.example>
        Date: Mon, 5 Jan 2026 10:00:00 +0000
        From: feedback@provider.example
        Subject: FW: {letter.Subject}
        To: fbl@news.example
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="part1_boundary"

        --part1_boundary
        Content-Type: text/plain; charset="US-ASCII"
        Content-Transfer-Encoding: 7bit

        This is an email abuse report for an email message received from IP 192.0.2.1.

        --part1_boundary
        Content-Type: message/feedback-report

        Feedback-Type: abuse
        User-Agent: SomeGenerator/1.0
        Version: 1
        Original-Mail-From: <b-token@bounce.news.example>
        Original-Rcpt-To: <reader@provider.example>
        Arrival-Date: Mon, 5 Jan 2026 09:00:00 +0000
        Source-IP: 192.0.2.1
        Authentication-Results: mail.provider.example; spf=pass smtp.mail=bounce.news.example; dkim=pass header.d=news.example
        Reported-Domain: news.example

        --part1_boundary
        Content-Type: message/rfc822
        Content-Disposition: inline

        {Original(letter)}
        --part1_boundary--
        """);

    private static string Original(Newsletter letter) => $"""
        Return-Path: <b-token@bounce.news.example>
        Received: from relay.news.example (relay.news.example [192.0.2.2])
         by mx.news.example (Postfix) with ESMTPS id 4F1A2B3C
         for <gone@example.org>; Mon, 5 Jan 2026 09:59:58 +0000 (UTC)
        From: News <hello@news.example>
        To: gone@example.org
        Subject: {letter.Subject}
        Message-ID: <token@news.example>
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary=inner

        --inner
        Content-Type: text/plain; charset=utf-8

        {letter.Text}
        --inner
        Content-Type: text/html; charset=utf-8

        {letter.Html}
        --inner--
        """;

    private static byte[] Crlf(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    private sealed record Figures(double Ours, double Peer)
    {
        public override string ToString() => $"{Ours:0.0} µs, postal-mime {Peer:0} µs";
    }
}
