using System.Buffers;

namespace Moderation.Mail.Smtp;

/// <summary>Gathers the lines of one message up to its final dot; what exceeds the limits is dropped, not kept.</summary>
internal sealed class SmtpData(int limit, SmtpMemory memory) : IDisposable
{
    private ArrayBufferWriter<byte> _lines = new(8 * 1024);
    private long _taken;

    public bool IsTooLarge { get; private set; }

    /// <summary>The listener holds as much as it may: the message may come again later.</summary>
    public bool HasNoRoom { get; private set; }

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

        var size = line.Length + 2;
        IsTooLarge |= !HasNoRoom && _lines.WrittenCount + size > limit;
        HasNoRoom |= !IsTooLarge && !memory.TryTake(size);
        if (IsTooLarge || HasNoRoom)
        {
            // What is refused anyhow makes room for others at once.
            Dispose();
            _lines = new ArrayBufferWriter<byte>();
            return true;
        }

        _taken += size;
        _lines.Write(line);
        _lines.Write("\r\n"u8);
        return true;
    }

    public void Dispose()
    {
        memory.Return(_taken);
        _taken = 0;
    }

    public byte[] ToArray() => _lines.WrittenSpan.ToArray();
}
