using Moderation.Mail.Mime;
using Moderation.Mail.Reports;
using Moderation.Mail.Tests.Fuzzing;

namespace Moderation.Mail.Tests.Reports;

public sealed class ReportFuzzTests
{
    [CorpusFact("sisimai", "flufl-bounce", "kumomta-reports", "mimekit-messages")]
    public void Delivery_reports_survive_mutation() =>
        Fuzz.Run<MimeFormatException>(
            "dsn", Seeds(ReportKind.Dsn), Read,
            "Final-Recipient: rfc822;", "Original-Recipient: utf-8;", "\\x{", "Action: failed\n", "Status: 5.1.1\n", "Diagnostic-Code: smtp;", "\n\n", "550-5.7.1 ", "<a@b.c>:\n", "--- Below this line is a copy of the message.\n", "X-Failed-Recipients: ", "{\"notificationType\":\"Bounce\"", "did not reach the following recipient(s):\n", ">>> RCPT TO:<", "message/delivery-status", "message/rfc822", "\0", "@", "<", ">");

    [CorpusFact("sisimai", "kumomta-reports", "mailauth-rs-arf", "mimekit-messages")]
    public void Complaints_survive_mutation() =>
        Fuzz.Run<MimeFormatException>(
            "arf", Seeds(ReportKind.Arf), Read,
            "Feedback-Type: ", "Original-Rcpt-To: ", "Incidents: 99999999999999999999\n", "Version: 1\n", "message/feedback-report", "X-HmXmrOriginalRecipient: ", "\"complaint\":{", "\n\n", "\0", ":", "@");

    private static byte[][] Seeds(ReportKind kind) =>
        [.. Corpora.Files("sisimai", "flufl-bounce", "kumomta-reports", "mailauth-rs-arf", "mimekit-messages").Where(file => !file.EndsWith(".json", StringComparison.Ordinal)).Select(File.ReadAllBytes).Where(bytes => bytes.Length < 30_000 && KindOf(bytes) == kind)];

    private static ReportKind KindOf(byte[] bytes)
    {
        try
        {
            return Report.Read(bytes).Kind;
        }
        catch (MimeFormatException)
        {
            return ReportKind.None;
        }
    }

    private static void Read(byte[] bytes)
    {
        var report = Report.Read(bytes);
        foreach (var one in report.Recipients)
        {
            Assert.True(one.Diagnostic is null || one.Diagnostic.AsSpan().IndexOfAny('\r', '\n', '\0') < 0);
            Assert.NotEmpty(one.Address);
        }
    }
}
