using System.Runtime.InteropServices;

namespace Moderation.Mail.Smtp;

/// <summary>What the commands that open a transaction say.</summary>
/// <param name="Envelope">Sender and recipient.</param>
/// <param name="Size">Of the content, in bytes.</param>
/// <param name="EightBit">Whether the content is beyond ASCII.</param>
/// <param name="Utf8">Whether an address or a header is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SmtpCommands(SmtpEnvelope Envelope, int Size, bool EightBit, bool Utf8)
{
    /// <exception cref="FormatException">The content may not be sent: a lone CR or LF, or a NUL.</exception>
    public static SmtpCommands For(SmtpMessage message)
    {
        var (eightBit, utf8) = SmtpWire.Needs(message.Envelope, message.Content.Span);
        return new SmtpCommands(message.Envelope, message.Content.Length, eightBit, utf8);
    }

    public int Mail(Span<byte> to, SmtpCapabilities capabilities) =>
        SmtpWire.Mail(to, Envelope.Sender, capabilities.Size ? Size : null, EightBit && capabilities.EightBitMime, Utf8);

    public bool Equals(SmtpCommands other) =>
        (Size, EightBit, Utf8) == (other.Size, other.EightBit, other.Utf8)
        && Envelope.Sender.Bytes.Span.SequenceEqual(other.Envelope.Sender.Bytes.Span) && Envelope.Recipient.Bytes.Span.SequenceEqual(other.Envelope.Recipient.Bytes.Span);

    public override int GetHashCode() => HashCode.Combine(Size, EightBit, Utf8);
}
