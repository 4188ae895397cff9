namespace Moderation.Mail.Reports.Notices;

/// <summary>
/// The qmail-send bounce message format, https://cr.yp.to/proto/qsbmf.txt: a paragraph for each recipient that begins with
/// the address in angle brackets and a colon at the end of the line, and a break paragraph that begins with a hyphen. Yahoo,
/// Sina, vpopmail and MessageLabs write it with other introductions.
/// </summary>
internal sealed class QsbmfNotice() : Notice("qmail")
{
    public override void Read(ReportParts parts, FoundRecipients found)
    {
        // The break paragraph is where the notice's words end and the mail is quoted or attached.
        if (parts.Notice.Quoted.Length == 0 && !parts.HasOriginalPart)
        {
            return;
        }

        List<string>? words = null;
        foreach (var line in parts.Notice.Lines)
        {
            if (line.StartsWith('<') && line.EndsWith(">:", StringComparison.Ordinal) && AddressText.OfField(line[..^1]) is { } address && address.Contains('@', StringComparison.Ordinal))
            {
                words = found.Add(address);
            }
            else if (line.StartsWith("--", StringComparison.Ordinal))
            {
                break;
            }
            else
            {
                words?.Add(line);
            }
        }
    }
}
