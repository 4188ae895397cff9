namespace Moderation.Mail.Reports.Notices;

/// <summary>X-Failed-Recipients, which Exim, Gmail, Google Groups and Mail.ru put into the header of a notice.</summary>
internal sealed class FailedRecipientsField() : Notice("x-failed-recipients")
{
    public override void Read(ReportParts parts, FoundRecipients found)
    {
        foreach (var field in parts.Message.Headers.All("X-Failed-Recipients"))
        {
            foreach (var address in field.Value.Split(',', 1_000).Select(AddressText.OfField))
            {
                if (address?.Contains('@', StringComparison.Ordinal) == true)
                {
                    found.Add(address).AddRange(parts.Notice.Lines.Take(40));
                }
            }
        }
    }
}
