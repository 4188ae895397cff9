namespace Moderation.Mail.Mime;

/// <summary>
/// A message as it arrived: headers, the tree of parts, and what a reader is shown. Every leaf is the text, the HTML, or
/// an attachment (blank texts give way): nothing hides between them.
/// </summary>
public sealed class MimeMessage
{
    private MimeMessage(MimePart root)
    {
        Root = root;
        var attachments = new List<MimeAttachment>();
        Collect(root, isBody: true, attachments);
        Attachments = attachments;
    }

    public MimePart Root { get; }

    public MimeHeaders Headers => Root.Headers;

    /// <summary>The subject, decoded; empty when there is none.</summary>
    public string Subject => Headers["Subject"]?.Text ?? "";

    /// <summary>The first mailbox of From; null when there is none that could be written to.</summary>
    public Mailbox? From => First("From");

    public Mailbox? ReplyTo => First("Reply-To");

    /// <summary>The first text/html part with anything in it that is not an attachment.</summary>
    public string? Html { get; private set; }

    /// <summary>The first text/plain part with anything in it that is not an attachment.</summary>
    public string? Text { get; private set; }

    /// <summary>All other leaves in their order: files, inline images, calendars, further texts, forwarded messages.</summary>
    public IReadOnlyList<MimeAttachment> Attachments { get; }

    /// <exception cref="MimeFormatException">A limit is passed. No other exception, whatever the bytes.</exception>
    public static MimeMessage Parse(ReadOnlyMemory<byte> message, MimeLimits? limits = null) =>
        new(new MimeParser(limits ?? MimeLimits.Default).Parse(message));

    private Mailbox? First(string name) => Headers.All(name).SelectMany(field => Mailbox.ParseList(field.Value)).FirstOrDefault();

    // A name on a part that stands where the body stands does not make it a file. Recursion is bounded by MimeLimits.Depth.
    private void Collect(MimePart part, bool isBody, List<MimeAttachment> attachments)
    {
        var isShown = part.Disposition is null or "inline" && (isBody || part.FileName is null);
        if (part.Children.Count > 0)
        {
            for (var i = 0; i < part.Children.Count; i++)
            {
                Collect(part.Children[i], isBody && (i == 0 || part.MediaType == "multipart/alternative"), attachments);
            }
        }
        else if (part.MediaType.StartsWith("multipart/", StringComparison.Ordinal))
        {
            return;
        }
        else if (isShown && part.MediaType == "text/plain" && string.IsNullOrWhiteSpace(Text))
        {
            Text = part.DecodeText();
        }
        else if (isShown && part.MediaType == "text/html" && string.IsNullOrWhiteSpace(Html))
        {
            Html = part.DecodeText();
        }
        else
        {
            attachments.Add(new MimeAttachment(part));
        }
    }
}

/// <summary>A leaf of a message that is neither its text nor its HTML.</summary>
public sealed class MimeAttachment
{
    private byte[]? _content;

    internal MimeAttachment(MimePart part) => Part = part;

    public MimePart Part { get; }

    public string? FileName => Part.FileName;

    /// <summary>What the sender says it is; the bytes decide.</summary>
    public string MediaType => Part.MediaType;

    public string? ContentId => Part.ContentId;

    /// <summary>Whether it is shown within the message (RFC 2183 §2.1), not offered as a file.</summary>
    public bool IsInline => Part.Disposition == "inline" || (Part.Disposition is null && ContentId is not null);

    /// <summary>The decoded bytes.</summary>
    public byte[] Content => _content ??= Part.Decode();
}
