namespace Moderation.Mail.Reports.Notices;

/// <summary>The notice of a server that is not known here: if it names one address only, beside those of the correspondence and of help, it is about that one.</summary>
internal sealed class LoneAddressNotice() : Notice("lone-address")
{
    private static readonly string[] Staff = ["postmaster", "mailer-daemon", "abuse", "support", "help", "helpdesk", "admin", "administrator", "webmaster", "info", "hostmaster", "security", "noreply", "no-reply"];

    public override void Read(ReportParts parts, FoundRecipients found)
    {
        var headers = parts.Message.Headers;
        var others = new List<string>();
        foreach (var field in headers.All("From").Concat(headers.All("To")).Concat(headers.All("Reply-To")).Concat(headers.All("Return-Path")).Concat(headers.All("Delivered-To")))
        {
            if (AddressText.First(field.Value, out _) is { } address)
            {
                others.Add(address);
            }
        }

        string? lone = null;
        var rest = parts.Notice.Words.AsSpan();
        while (AddressText.First(rest, out var end) is { } address)
        {
            rest = rest[end..];
            if (others.Exists(other => AddressText.Same(other, address)) || Array.Exists(Staff, name => address.StartsWith(name + "@", StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            if (lone is not null && !AddressText.Same(lone, address))
            {
                return;
            }

            lone = address;
        }

        if (lone is not null)
        {
            found.Add(lone).AddRange(parts.Notice.Lines.Take(40));
        }
    }
}
