using Moderation.Mail.Reports;
using Xunit.Abstractions;

namespace Moderation.Mail.Tests.Reports;

public sealed class NegativeTests(ITestOutputHelper output)
{
    private static readonly string[] Sets = ["mimekit-messages", "mimekit-mbox", "mimekit-dkim", "cpython-email", "mox-messages", "mailauth-js-eml", "mailauth-rs-dkim", "spamassassin-tdata", "spamassassin-dkim"];

    [CorpusFact("mimekit-messages", "mimekit-mbox", "mimekit-dkim", "cpython-email", "mox-messages", "mailauth-js-eml", "mailauth-rs-dkim", "spamassassin-tdata", "spamassassin-dkim")]
    public void Ordinary_mail_bounces_nobody()
    {
        var invented = new List<string>();
        foreach (var file in Corpora.Files(Sets))
        {
            var report = Report.Read(File.ReadAllBytes(file));
            if (report.Kind != ReportKind.None)
            {
                output.WriteLine($"{file}: {report.Kind} {report.Format} {report.FeedbackType} {string.Join(' ', report.Recipients.Select(r => r.Address))}");
            }

            if (report.Kind is ReportKind.Dsn && report.Format != "rfc3464")
            {
                invented.Add(file);
            }
        }

        Assert.Empty(invented);
    }
}
