namespace Moderation.Mail.Reports.Notices;

/// <summary>EZweb and MDaemon: the notice begins with the address, the reason follows.</summary>
internal sealed class LeadingAddressNotice() : Notice("leading-address")
{
    public override void Read(ReportParts parts, FoundRecipients found)
    {
        var lines = parts.Notice.Lines;
        var first = 0;
        while (first < lines.Count && lines[first].Length == 0)
        {
            first++;
        }

        if (first < lines.Count && AddressText.AtStart(lines[first], out _) is not null)
        {
            ListNotice.ReadList(lines, first, found);
        }
    }
}
