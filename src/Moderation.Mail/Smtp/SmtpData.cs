using System.Buffers;

namespace Moderation.Mail.Smtp;

/// <summary>Gathers the lines of one message up to its final dot; what exceeds the limit is dropped, not kept.</summary>
internal sealed class SmtpData(int limit)
{
    private readonly ArrayBufferWriter<byte> _lines = new(8 * 1024);

    public bool IsTooLarge { get; private set; }

    /// <summary>Takes one line without its CRLF. False at the line that is a lone dot.</summary>
    public bool Append(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("."u8))
        {
            // RFC 5321 §4.5.2.
            line = line[1..];
            if (line.IsEmpty)
            {
                return false;
            }
        }

        IsTooLarge |= _lines.WrittenCount + line.Length + 2 > limit;
        if (!IsTooLarge)
        {
            _lines.Write(line);
            _lines.Write("\r\n"u8);
        }

        return true;
    }

    public byte[] ToArray() => _lines.WrittenSpan.ToArray();
}
