using System.Buffers.Binary;
using System.Text;

namespace Moderation.Mail.Dns;

/// <summary>A message breaks RFC 1035 §4.</summary>
internal sealed class DnsFormatException(string message) : Exception(message);

/// <summary>Walks a message; whatever points or reaches outside it is refused.</summary>
internal ref struct DnsMessageReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;

    public int Position { get; private set; }

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _message.Length - Position)
        {
            throw new DnsFormatException("The message ends in the middle of a field.");
        }

        var taken = _message.Slice(Position, count);
        Position += count;
        return taken;
    }

    /// <summary>A name, decompressed (RFC 1035 §4.1.4).</summary>
    public string ReadName()
    {
        var name = new StringBuilder();
        var octets = 1;
        // A pointer must lead to a *prior* place; that it is prior to every place seen makes loops impossible.
        var limit = Position;
        var resume = -1;
        while (true)
        {
            var length = ReadByte();
            if (length == 0)
            {
                break;
            }

            if (length >= 0xC0)
            {
                var target = ((length & 0x3F) << 8) | ReadByte();
                if (target >= limit)
                {
                    throw new DnsFormatException("A compression pointer leads forward or in a circle.");
                }

                resume = resume < 0 ? Position : resume;
                limit = Position = target;
                continue;
            }

            octets += length + 1;
            // The two other label types (RFC 6891 §5) are dead.
            if (length > DnsName.MaxLabelLength || octets > DnsName.MaxWireLength)
            {
                throw new DnsFormatException("A label or a name is too long.");
            }

            DnsName.Append(name, Take(length));
        }

        Position = resume < 0 ? Position : resume;
        return name.ToString();
    }
}
