using Moderation.Mail.Mime;
using Moderation.Mail.Reports.Notices;

namespace Moderation.Mail.Reports;

/// <summary>Asks in order of certainty: complaint and status fields are machine-readable, a server's own notice less so, an answering machine's mail last.</summary>
internal static class ReportReader
{
    public static Report Read(MimeMessage message)
    {
        var parts = new ReportParts(message);
        var report = ReadComplaint(parts) ?? ReadStatus(parts) ?? NoticeTable.Read(parts);
        if (report is null)
        {
            // A receipt says what became of a mail that did arrive (RFC 8098 §3).
            var isAnswer = parts.Disposition is not null || AutoReply.Is(message);
            report = new Report { Kind = isAnswer ? ReportKind.AutoReply : ReportKind.None, Format = parts.Disposition is not null ? "rfc8098" : isAnswer ? "rfc3834" : null };
        }

        return report.Kind == ReportKind.None ? report : parts.Trace(report);
    }

    private static Report? ReadComplaint(ReportParts parts)
    {
        if (parts.Feedback is { } part)
        {
            var (feedback, recipients, messageId) = FeedbackReport.Read(part.DecodeText());
            parts.MayBeOriginalId(messageId);
            return new Report { Kind = ReportKind.Arf, Format = "rfc5965", Feedback = feedback, Recipients = recipients, OriginalEnvelopeId = feedback.OriginalEnvelopeId };
        }

        return HotmailComplaint.Read(parts);
    }

    private static Report? ReadStatus(ReportParts parts)
    {
        if (parts.Status is not { } part)
        {
            // A gateway between sent the server's report on within a notice of its own.
            return parts.Inner is { } inner ? ReadStatus(inner) : null;
        }

        var status = DeliveryStatus.Read(part.DecodeText(), parts.Notice.Words);
        if (status.Recipients.Exists(one => one.Address.Contains('@', StringComparison.Ordinal)))
        {
            return new Report { Kind = ReportKind.Dsn, Format = "rfc3464", Recipients = status.Recipients, ReportingMta = status.ReportingMta, OriginalEnvelopeId = status.EnvelopeId };
        }

        // "Delivery report unavailable", or a file in place of an address: then the words have it, or the mail that came back.
        var noticed = NoticeTable.ReadWords(parts);
        var recipients = noticed?.Recipients ?? (status.Recipients.Count > 0 ? status.Recipients : NoticeTable.OnlyRecipient(parts));
        return new Report { Kind = ReportKind.Dsn, Format = noticed?.Format ?? "rfc3464", Recipients = recipients, ReportingMta = status.ReportingMta, OriginalEnvelopeId = status.EnvelopeId };
    }
}
