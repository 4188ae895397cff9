using Moderation.Accounts;

namespace Moderation.Campaigns;

/// <summary>
/// What will be sent, before anything is put in for a recipient: placeholders stand as the marketer wrote them.
/// An empty HTML or text part is null.
/// </summary>
public sealed record Content
{
    public required string Subject { get; init; }

    /// <summary>The line that mail clients show after the subject; empty when there is none.</summary>
    public string Preheader { get; init; } = "";

    public string FromName { get; init; } = "";

    /// <summary>The author address; null only while nobody has chosen one (a bare HTML file has none).</summary>
    public EmailAddress? FromAddress { get; init; }

    public EmailAddress? ReplyTo { get; init; }

    public string? Html { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>Who will get it, in words for people: the list or segment and its size.</summary>
    public string Audience { get; init; } = "";
}

/// <summary>One file that travels with the mail.</summary>
/// <param name="Name">The file name as the recipient sees it.</param>
/// <param name="MediaType">What the sender claims that it is, such as <c>application/pdf</c>.</param>
/// <param name="ContentId">For images shown inside the HTML (RFC 2392), without angle brackets; else null.</param>
/// <param name="Bytes">The decoded bytes.</param>
public sealed record Attachment(string Name, string MediaType, string? ContentId, ReadOnlyMemory<byte> Bytes);
