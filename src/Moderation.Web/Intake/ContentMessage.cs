using System.Buffers;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Mail.Mime;

namespace Moderation.Web.Intake;

/// <summary>Content as the message that leaves: the check-up and the relay write it by the same code.</summary>
internal static class ContentMessage
{
    /// <summary>To whom a sample goes.</summary>
    public const string SampleRecipient = "reader@readers.example";

    private const string Address = "https://mail.provider.example/u/AQEBdW5rbm93bi10b2tlbi1vZi0xNi1vY3RldHM";

    /// <exception cref="InvalidHeaderException">Something may not stand in a header.</exception>
    /// <exception cref="ArgumentException">There is no author address.</exception>
    public static OutgoingMessage Of(Content content) => Of(content, Html(content) is { } html ? Template.Parse(html) : null, content.Text is { } text ? Template.Parse(text) : null);

    /// <summary>As <see cref="Of(Content)"/>, with links that lead over us and the picture of an opening: after approval, by the approved content alone.</summary>
    /// <param name="content">What was approved.</param>
    /// <param name="links">The numbers of the stored targets.</param>
    /// <param name="opens">Whether opens are counted.</param>
    /// <exception cref="InvalidHeaderException">Something may not stand in a header.</exception>
    /// <exception cref="ArgumentException">There is no author address.</exception>
    public static OutgoingMessage Tracked(Content content, IReadOnlyDictionary<string, int> links, bool opens) =>
        Of(content, Html(content) is { } html ? TrackedLinks.Html(html, links, opens) : null, content.Text is { } text ? TrackedLinks.Text(text, links) : null);

    /// <summary>The HTML as it leaves.</summary>
    public static string? Html(Content content) => content.Html is { } html ? Preheader.PutInto(html, content.Preheader) : null;

    private static OutgoingMessage Of(Content content, Template? html, Template? text) => new()
    {
        From = new Mailbox(content.FromName, content.FromAddress ?? throw new ArgumentException("The content has no author address.", nameof(content))),
        ReplyTo = content.ReplyTo is { } replyTo ? new Mailbox("", replyTo) : null,
        Subject = Template.Parse(content.Subject),
        Html = html,
        Text = text,
        Attachments = [.. content.Attachments.Select(a => new OutgoingAttachment(a.Name, a.MediaType, a.Bytes, a.ContentId))],
    };

    /// <summary>A sentence why it cannot be sent as it is; null when it can, or when a part is still to be filled in.</summary>
    public static string? Objection(Content content)
    {
        if (content.FromAddress is null || (content.Html is null && content.Text is null))
        {
            return null;
        }

        try
        {
            // Only headers are in question: the bytes of the files need not be encoded for that.
            Write(content with { Attachments = [.. content.Attachments.Select(a => a with { Bytes = ReadOnlyMemory<byte>.Empty })] }, DateTimeOffset.UnixEpoch);
            return null;
        }
        catch (InvalidHeaderException e)
        {
            return e.Message;
        }
    }

    /// <summary>The message as a reader would get it, without a signature; null when none can be written.</summary>
    public static ReadOnlyMemory<byte>? Sample(Content content, DateTimeOffset now)
    {
        try
        {
            return content.FromAddress is null || (content.Html is null && content.Text is null) ? null : Write(content, now);
        }
        catch (InvalidHeaderException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Write(Content content, DateTimeOffset now)
    {
        var message = new ArrayBufferWriter<byte>();
        CompiledMessage.Compile(Of(content)).Render(
            new RecipientValues
            {
                To = new Mailbox("", EmailAddress.Parse(SampleRecipient)),
                MessageId = "sample@readers.example",
                Date = now,
                UnsubscribeUrl = Address,
                PreferencesUrl = Address,
                BrowserUrl = Address,
                KeepUrl = Address,
            },
            message);
        return message.WrittenMemory;
    }
}
