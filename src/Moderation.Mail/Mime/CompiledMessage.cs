using System.Buffers;
using System.Text;
using Moderation.Campaigns;

namespace Moderation.Mail.Mime;

/// <summary>
/// A message encoded once, with slots for what differs: rendering for a recipient copies the encoded stretches and encodes
/// only the values. Equal values give equal bytes, so that a delivery repeated after a crash is the same message. The body is
/// its own relaxed canonical form (RFC 6376 §3.4.4), all ASCII, CRLF line ends, no line starting with a dot.
/// Instances are immutable and serve any number of threads.
/// </summary>
public sealed class CompiledMessage
{
    private readonly byte[] _first;
    private readonly byte[] _last;
    private readonly IReadOnlyList<TemplatePiece> _subject;
    private readonly byte[]? _fixedSubject;
    private readonly BodySegment[] _body;
    private readonly bool _needsSmtpUtf8;

    private CompiledMessage(byte[] first, Template subject, byte[] last, BodySegment[] body, bool needsSmtpUtf8)
    {
        (_first, _last, _body, _needsSmtpUtf8) = (first, last, body, needsSmtpUtf8);
        _subject = subject.Pieces;
        if (!_subject.Any(piece => piece is Placeholder { IsKnown: true }))
        {
            var output = new ArrayBufferWriter<byte>();
            new HeaderWriter(output).Unstructured("Subject", subject.Source);
            _fixedSubject = output.WrittenSpan.ToArray();
        }
    }

    /// <exception cref="InvalidHeaderException">The subject or a header may not be sent as it is.</exception>
    /// <exception cref="ArgumentException">There is neither HTML nor text.</exception>
    public static CompiledMessage Compile(OutgoingMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        HeaderText.Check(message.Subject.Source, "The subject");
        var root = MimeEntity.Of(message);
        var body = new BodyBuilder();
        root.Write(body);

        var first = new ArrayBufferWriter<byte>();
        new HeaderWriter(first).Mailbox("From", message.From);
        if (message.ReplyTo is { } replyTo)
        {
            new HeaderWriter(first).Mailbox("Reply-To", replyTo);
        }

        var last = new ArrayBufferWriter<byte>();
        foreach (var header in message.Headers)
        {
            new HeaderWriter(last).Line(header);
        }

        Encoding.ASCII.GetBytes(("MIME-Version: 1.0\r\n" + root.Headers).AsSpan(), last);
        return new CompiledMessage(first.WrittenSpan.ToArray(), message.Subject, last.WrittenSpan.ToArray(), body.Finish(), !message.From.Address.IsAscii || message.ReplyTo is { Address.IsAscii: false });
    }

    /// <summary>Appends the recipient's message to <paramref name="output"/>, which the caller keeps for the next one.</summary>
    /// <exception cref="InvalidHeaderException">A header value is too long for a line.</exception>
    /// <exception cref="ArgumentException">The message shows an address that the recipient's values lack.</exception>
    public RenderedMessage Render(RecipientValues recipient, ArrayBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentNullException.ThrowIfNull(output);
        var start = output.WrittenCount;
        output.Write(_first);
        new HeaderWriter(output).Mailbox("To", recipient.To);
        WriteSubject(recipient, output);
        new HeaderWriter(output).Date(recipient.Date);
        new HeaderWriter(output).Bracketed("Message-ID", recipient.MessageId);
        WriteListUnsubscribe(recipient, output);
        foreach (var header in recipient.Headers)
        {
            new HeaderWriter(output).Line(header);
        }

        output.Write(_last);
        output.Write("\r\n"u8);
        var bodyStart = output.WrittenCount;
        foreach (var segment in _body)
        {
            output.Write(segment.Bytes);
            if (segment.Slot is { } slot)
            {
                SlotWriter.Write(Value(slot.Piece, recipient), slot.Context, slot.LineEnds, output);
            }
        }

        return new RenderedMessage(start, bodyStart, output.WrittenCount, _needsSmtpUtf8 || !recipient.To.Address.IsAscii);
    }

    /// <summary>Whether a value stands in the place of this placeholder in the subject or the body: one that does not need not be made.</summary>
    /// <param name="placeholder">One of <see cref="PlaceholderNames"/>.</param>
    public bool Shows(string placeholder) =>
        _subject.Concat(_body.Select(segment => segment.Slot?.Piece)).OfType<Placeholder>().Any(piece => piece.IsKnown && piece.Name == placeholder);

    private static void WriteListUnsubscribe(RecipientValues recipient, ArrayBufferWriter<byte> output)
    {
        if (recipient.UnsubscribeUrl is { } url)
        {
            new HeaderWriter(output).Bracketed("List-Unsubscribe", url, recipient.UnsubscribeMailto);
            // RFC 8058 §3.1: exactly this value.
            output.Write("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"u8);
        }
        else if (recipient.UnsubscribeMailto is { } mailto)
        {
            new HeaderWriter(output).Bracketed("List-Unsubscribe", mailto);
        }
    }

    private void WriteSubject(RecipientValues recipient, ArrayBufferWriter<byte> output)
    {
        if (_fixedSubject is not null)
        {
            output.Write(_fixedSubject);
            return;
        }

        var subject = new StringBuilder();
        foreach (var piece in _subject)
        {
            subject.Append(piece is Placeholder { IsKnown: true } placeholder ? Value(placeholder, recipient) : piece.Source);
        }

        new HeaderWriter(output).Unstructured("Subject", subject.ToString());
    }

    private static string Value(TemplatePiece piece, RecipientValues recipient) => piece switch
    {
        Placeholder placeholder => Value(placeholder, recipient),
        TrackedAddress tracked when recipient.TrackedUrl is { } url => HeaderText.CheckUrl(url(tracked.Number), "The tracked address")!,
        _ => throw new ArgumentException("The message has tracked addresses, and this recipient has none.", nameof(recipient)),
    };

    private static string Value(Placeholder placeholder, RecipientValues recipient)
    {
        var value = placeholder.Name switch
        {
            PlaceholderNames.UnsubscribeUrl => recipient.UnsubscribeUrl ?? throw Missing(placeholder, nameof(recipient)),
            PlaceholderNames.PreferencesUrl => recipient.PreferencesUrl ?? throw Missing(placeholder, nameof(recipient)),
            PlaceholderNames.BrowserUrl => recipient.BrowserUrl ?? throw Missing(placeholder, nameof(recipient)),
            PlaceholderNames.KeepUrl => recipient.KeepUrl ?? throw Missing(placeholder, nameof(recipient)),
            PlaceholderNames.FirstName => recipient.FirstName,
            PlaceholderNames.LastName => recipient.LastName,
            _ => recipient.To.Address.ToString(),
        };
        return string.IsNullOrWhiteSpace(value) ? placeholder.Default ?? "" : value;
    }

    private static ArgumentException Missing(Placeholder placeholder, string parameter) =>
        new($"The message shows {placeholder.Source}, and this recipient has no such address.", parameter);
}

/// <summary>Where a rendered message stands in its buffer, in bytes from the buffer's start.</summary>
/// <param name="Start">The first header.</param>
/// <param name="BodyStart">The first byte after the empty line.</param>
/// <param name="End">The byte after the last line break.</param>
/// <param name="NeedsSmtpUtf8">Whether the headers hold a non-ASCII address, so that only a server with SMTPUTF8 can take it (RFC 6531).</param>
public readonly record struct RenderedMessage(int Start, int BodyStart, int End, bool NeedsSmtpUtf8)
{
    /// <summary>The header fields, each with its line break, without the empty line.</summary>
    public ReadOnlySpan<byte> Headers(ArrayBufferWriter<byte> output) => output.WrittenSpan[Start..(BodyStart - 2)];

    public ReadOnlySpan<byte> Body(ArrayBufferWriter<byte> output) => output.WrittenSpan[BodyStart..End];
}
