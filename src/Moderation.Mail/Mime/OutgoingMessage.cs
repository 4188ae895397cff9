using Moderation.Campaigns;

namespace Moderation.Mail.Mime;

/// <summary>What all recipients of a mailing get, with places for what differs. Compile it once: <see cref="CompiledMessage.Compile"/>.</summary>
public sealed record OutgoingMessage
{
    public required Mailbox From { get; init; }

    public Mailbox? ReplyTo { get; init; }

    public required Template Subject { get; init; }

    /// <summary>A whole document. At least one of this and <see cref="Text"/> is needed.</summary>
    public Template? Html { get; init; }

    public Template? Text { get; init; }

    public IReadOnlyList<OutgoingAttachment> Attachments { get; init; } = [];

    /// <summary>Further fields, equal for all (List-Id, Feedback-ID). Those that the message writes itself are refused.</summary>
    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];
}

/// <summary>A file that goes with the message; with a Content-ID and an HTML part it is shown within (<c>cid:</c>, RFC 2392).</summary>
public sealed record OutgoingAttachment
{
    /// <exception cref="InvalidHeaderException">A value may not stand in a header.</exception>
    public OutgoingAttachment(string fileName, string mediaType, ReadOnlyMemory<byte> content, string? contentId = null)
    {
        FileName = HeaderText.Check(fileName, "The file name");
        MediaType = HeaderText.CheckMediaType(mediaType);
        ContentId = contentId is null ? null : HeaderText.CheckId(contentId, "The Content-ID");
        Content = content;
    }

    public string FileName { get; }

    /// <summary>type/subtype. A message or multipart goes out as application/octet-stream: base64 is not allowed on them (RFC 2045 §6.4).</summary>
    public string MediaType { get; }

    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Without angle brackets.</summary>
    public string? ContentId { get; }
}

/// <summary>A header field of the caller's.</summary>
public sealed record HeaderLine
{
    /// <exception cref="InvalidHeaderException">The name is no field name or one that the message writes itself, or the value holds a control character.</exception>
    public HeaderLine(string name, string value)
    {
        Name = HeaderText.CheckName(name);
        Value = HeaderText.Check(value, $"The header {name}");
    }

    public string Name { get; }

    public string Value { get; }
}
