namespace Moderation.Mail.Reports;

/// <summary>
/// Complaints of Outlook.com's Junk Mail Reporting Program: the mail as an attachment, without RFC 5965's fields; the
/// complainant stands in a field that Microsoft puts into its header.
/// </summary>
internal static class HotmailComplaint
{
    private const string Recipient = "X-HmXmrOriginalRecipient";

    public static Report? Read(ReportParts parts)
    {
        // Its sender is always staff@hotmail.com; mail with such a field forwarded by somebody else is no complaint.
        if (!parts.HasOriginalPart || parts.Message.From?.Address.Key != "staff@hotmail.com" || parts.OriginalHeaders is not { } original)
        {
            return null;
        }

        var address = AddressText.OfField(original[Recipient]?.Value) ?? OriginalMessage.Recipients(original).FirstOrDefault();
        return new Report
        {
            Kind = ReportKind.Arf,
            Format = "hotmail-jmrp",
            Feedback = new Feedback { Type = "abuse", OriginalMailFrom = AddressText.OfField(original["Return-Path"]?.Value) },
            Recipients = address is null ? [] : [new ReportedRecipient(address, null, null, null, null)],
        };
    }
}
