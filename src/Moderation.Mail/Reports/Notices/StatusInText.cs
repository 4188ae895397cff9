namespace Moderation.Mail.Reports.Notices;

/// <summary>RFC 3464's fields within the text: Amazon WorkMail, PMDF, and any report whose structure a gateway flattened.</summary>
internal static class StatusInText
{
    public static Report? Read(ReportParts parts)
    {
        var words = parts.Notice.Words;
        if (!words.Contains("Final-Recipient:", StringComparison.OrdinalIgnoreCase) && !words.Contains("Original-Recipient:", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var status = DeliveryStatus.Read(words, words);
        return status.Recipients.Count == 0 ? null : new Report { Kind = ReportKind.Dsn, Format = "rfc3464-in-text", Recipients = status.Recipients, ReportingMta = status.ReportingMta, OriginalEnvelopeId = status.EnvelopeId };
    }
}
