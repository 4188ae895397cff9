using System.Text.Json;
using Moderation.Accounts;
using Moderation.Campaigns;

namespace Moderation.Web.Intake;

/// <summary>The stored form of what was submitted. Its hash is recomputed whenever it is read to be sent.</summary>
public static class FrozenContent
{
    public static byte[] Write(Content content) => JsonSerializer.SerializeToUtf8Bytes(new Stored(
        content.Subject,
        content.Preheader,
        content.FromName,
        content.FromAddress?.ToString(),
        content.ReplyTo?.ToString(),
        content.Html,
        content.Text,
        [.. content.Attachments.Select(a => new StoredAttachment(a.Name, a.MediaType, a.ContentId, a.Bytes.ToArray()))],
        content.Audience));

    /// <exception cref="JsonException">The stored bytes are not what was written.</exception>
    public static Content Read(byte[] bytes)
    {
        var stored = JsonSerializer.Deserialize<Stored>(bytes) ?? throw new JsonException("The frozen content is empty.");
        return new Content
        {
            Subject = stored.Subject,
            Preheader = stored.Preheader,
            FromName = stored.FromName,
            FromAddress = Address(stored.FromAddress),
            ReplyTo = Address(stored.ReplyTo),
            Html = stored.Html,
            Text = stored.Text,
            Attachments = [.. stored.Attachments.Select(a => new Attachment(a.Name, a.MediaType, a.ContentId, a.Bytes))],
            Audience = stored.Audience,
        };
    }

    private static EmailAddress? Address(string? text) => text is null ? null : EmailAddress.TryParse(text, out var address)
        ? address
        : throw new JsonException("The frozen content holds an address that is none.");

    private sealed record Stored(string Subject, string Preheader, string FromName, string? FromAddress, string? ReplyTo, string? Html, string? Text, StoredAttachment[] Attachments, string Audience);

    private sealed record StoredAttachment(string Name, string MediaType, string? ContentId, byte[] Bytes);
}
