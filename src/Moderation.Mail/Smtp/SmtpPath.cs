using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Moderation.Accounts;

namespace Moderation.Mail.Smtp;

/// <summary>
/// An address as it stands in MAIL and RCPT, proven to hold nothing that could end the line or the path: no CR, LF, NUL, space,
/// control, quote or angle bracket (command injection).
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct SmtpPath
{
    // RFC 5321 §4.5.3.1.3: 256 octets with the brackets.
    private const int MaxLength = 254;

    private SmtpPath(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>The null reverse-path of bounces, <c>&lt;&gt;</c>.</summary>
    public static SmtpPath Null => default;

    /// <summary>UTF-8, without brackets; empty for <see cref="Null"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public bool IsNull => Bytes.IsEmpty;

    /// <summary>Whether it can travel without SMTPUTF8 (RFC 6531).</summary>
    public bool IsAscii => Ascii.IsValid(Bytes.Span);

    /// <exception cref="FormatException">An empty address.</exception>
    public static SmtpPath From(EmailAddress address) => FromBytes(Encoding.UTF8.GetBytes(address.ToString()));

    /// <param name="address">UTF-8, without brackets; kept, so it must not change afterwards.</param>
    /// <exception cref="FormatException">It cannot stand in an envelope.</exception>
    public static SmtpPath FromBytes(ReadOnlyMemory<byte> address)
    {
        var span = address.Span;
        var at = span.LastIndexOf((byte)'@');
        if (at < 1 || at == span.Length - 1 || span.Length > MaxLength || !Utf8.IsValid(span))
        {
            throw new FormatException("An envelope address has a local part, @ and a domain, in at most 254 bytes.");
        }

        foreach (var b in span)
        {
            if (b is <= 0x20 or 0x7f or (byte)'<' or (byte)'>' or (byte)'"' or (byte)'\\')
            {
                throw new FormatException($"An envelope address cannot hold the byte 0x{b:x2}.");
            }
        }

        return new SmtpPath(address);
    }

    public static implicit operator SmtpPath(EmailAddress address) => From(address);

    public static SmtpPath FromEmailAddress(EmailAddress address) => From(address);

    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);
}
