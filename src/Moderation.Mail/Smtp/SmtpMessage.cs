using System.Runtime.InteropServices;

namespace Moderation.Mail.Smtp;

/// <summary>A message and where it goes.</summary>
/// <param name="Envelope">Sender and recipient.</param>
/// <param name="Content">Header, empty line and body with CRLF line ends, without dot-stuffing.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SmtpMessage(SmtpEnvelope Envelope, ReadOnlyMemory<byte> Content);
