using System.Text;
using Moderation.Mail.Reports;

namespace Moderation.Mail.Tests.Reports;

public sealed class FeedbackReportTests
{
    // RFC 5965 §7.3, RFC 6430 §2, RFC 6591 §3.2, and what providers send beside them.
    [Theory]
    [InlineData("abuse")]
    [InlineData("fraud")]
    [InlineData("virus")]
    [InlineData("other")]
    [InlineData("not-spam")]
    [InlineData("auth-failure")]
    [InlineData("opt-out")]
    [InlineData("Miscategorized")]
    public void Every_feedback_type_is_read(string type)
    {
        var report = Report.Read(Arf($"Feedback-Type: {type}\nUser-Agent: A/1\nVersion: 1\nOriginal-Rcpt-To: <reader@example.org>\n"));
        Assert.Equal((ReportKind.Arf, type.ToLowerInvariant(), true, 1), (report.Kind, report.FeedbackType, report.Feedback?.IsWellFormed, report.Feedback?.Incidents));
        Assert.Equal(new ReportedRecipient("reader@example.org", null, null, null, null), Assert.Single(report.Recipients));
    }

    [Fact]
    public void Recipients_may_repeat_and_required_fields_may_not()
    {
        var report = Report.Read(Arf("Feedback-Type: abuse\nFeedback-Type: fraud\nUser-Agent: A/1\nVersion: 1\nIncidents: 3\nOriginal-Rcpt-To: one@example.org\nOriginal-Rcpt-To: two@example.org\nOriginal-Rcpt-To: one@example.org\n"));
        Assert.Equal(["one@example.org", "two@example.org"], report.Recipients.Select(r => r.Address));
        Assert.Equal(("abuse", false, 3), (report.FeedbackType, report.Feedback!.IsWellFormed, report.Feedback.Incidents));
    }

    [Fact]
    public void The_traces_come_in_the_order_of_their_worth()
    {
        var report = Report.Read(Arf("Feedback-Type: abuse\nUser-Agent: A/1\nVersion: 1\nOriginal-Mail-From: <b-token@bounce.example.net>\n"));
        Assert.Equal(["fbl@example.net", "b-token@bounce.example.net"], report.EnvelopeAddresses);
        Assert.Equal("id.1@news.example.net", report.OriginalMessageId);
        Assert.Equal("c1:l2:campaign:a3", report.OriginalHeaders?["Feedback-ID"]?.Value);
    }

    [CorpusFact("kumomta-reports", "mailauth-rs-arf")]
    public void Reports_of_other_libraries_sets_are_read()
    {
        foreach (var file in Corpora.Files("mailauth-rs-arf").Concat(Corpora.Files("kumomta-reports").Where(file => file.Contains("rfc5965", StringComparison.Ordinal))).Where(file => file.EndsWith(".eml", StringComparison.Ordinal)))
        {
            var report = Report.Read(File.ReadAllBytes(file));
            Assert.Equal((ReportKind.Arf, true), (report.Kind, report.Feedback?.Type is "abuse" or "auth-failure"));
        }

        var failure = Report.Read(Corpora.Read("mailauth-rs-arf", "004.eml")).Feedback!;
        Assert.Equal(("auth-failure", "dmarc", "info@interpublication.org", "8BE2660E72"), (failure.Type, failure.AuthFailure, failure.OriginalMailFrom, failure.OriginalEnvelopeId));
        var full = Report.Read(Corpora.Read("kumomta-reports", "rfc5965", "2.eml"));
        Assert.Equal(["http://example.net/earn_money.html", "mailto:user@example.com"], full.Feedback!.ReportedUris);
        Assert.Equal("user@example.com", Assert.Single(full.Recipients).Address);
    }

    private static byte[] Arf(string fields) => Encoding.UTF8.GetBytes($"""
        From: <abusedesk@example.com>
        To: <fbl@example.net>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary=b

        --b
        Content-Type: text/plain

        A complaint.
        --b
        Content-Type: message/feedback-report

        {fields}
        --b
        Content-Type: text/rfc822-headers

        Message-ID: <id.1@news.example.net>
        Feedback-ID: c1:l2:campaign:a3
        --b--
        """);
}
