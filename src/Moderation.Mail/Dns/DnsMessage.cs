using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Moderation.Mail.Dns;

/// <summary>Response codes that matter (RFC 1035 §4.1.1).</summary>
internal enum DnsResponseCode
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NxDomain = 3,
    NotImplemented = 4,
    Refused = 5,
}

/// <summary>A question as bytes, and an answer read (RFC 1035 §4).</summary>
internal sealed record DnsMessage(DnsResponseCode Code, bool IsTruncated, IReadOnlyList<DnsRecord> Answers, IReadOnlyList<DnsRecord> Authority)
{
    /// <summary>What fits everywhere without fragments, which can be forged (RFC 9715 §3.1).</summary>
    public const int UdpPayload = 1232;

    private const int OptType = 41;

    private const int InternetClass = 1;

    /// <summary>"Ask those over there" (RFC 2308 §2.2): the server does not recurse, so it knows nothing of the name.</summary>
    public bool IsReferral =>
        Code == DnsResponseCode.NoError && Answers.Count == 0 && Authority.Any(r => r.Type == DnsType.Ns) && Authority.All(r => r.Type != DnsType.Soa);

    /// <param name="id">Unpredictable.</param>
    /// <param name="name">Checked by <see cref="DnsName.IsValid"/>.</param>
    /// <param name="type">What is asked for.</param>
    /// <param name="edns">Whether to offer a larger UDP answer (RFC 6891 §6.1.2).</param>
    public static byte[] Query(ushort id, string name, DnsType type, bool edns)
    {
        var message = new byte[12 + DnsName.MaxWireLength + 4 + 11];
        var span = message.AsSpan();
        BinaryPrimitives.WriteUInt16BigEndian(span, id);
        // Recursion desired, one question.
        span[2] = 0x01;
        span[5] = 1;
        if (!DnsName.TryEncode(name, span.Slice(12, DnsName.MaxWireLength), out var length))
        {
            throw new ArgumentException($"'{name}' is no name of the DNS.", nameof(name));
        }

        var at = 12 + length;
        BinaryPrimitives.WriteUInt16BigEndian(span[at..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(span[(at + 2)..], InternetClass);
        at += 4;
        if (edns)
        {
            span[11] = 1;
            // The root's name is one zero octet; version, flags and options are zeros.
            BinaryPrimitives.WriteUInt16BigEndian(span[(at + 1)..], OptType);
            BinaryPrimitives.WriteUInt16BigEndian(span[(at + 3)..], UdpPayload);
            at += 11;
        }

        return message[..at];
    }

    /// <summary>
    /// Whether these bytes answer that question: same id, a response, the question echoed (RFC 5452 §9.1). Anything else on
    /// the socket is somebody's guess, and the true answer may still come.
    /// </summary>
    public static bool IsAnswer(ReadOnlySpan<byte> message, ushort id, string name, DnsType type)
    {
        if (message.Length < 12 || BinaryPrimitives.ReadUInt16BigEndian(message) != id || (message[2] & 0x80) == 0)
        {
            return false;
        }

        // Servers that know no EDNS may send FORMERR with nothing but the header (RFC 6891 §7).
        if (BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == 0)
        {
            return (DnsResponseCode)(message[3] & 0xF) != DnsResponseCode.NoError;
        }

        try
        {
            var reader = new DnsMessageReader(message);
            reader.Take(12);
            return DnsName.Same(reader.ReadName(), name) && reader.ReadUInt16() == (ushort)type && reader.ReadUInt16() == InternetClass;
        }
        catch (DnsFormatException)
        {
            return false;
        }
    }

    /// <exception cref="DnsFormatException">The message is broken.</exception>
    public static DnsMessage Parse(ReadOnlySpan<byte> message)
    {
        var reader = new DnsMessageReader(message);
        reader.Take(2);
        var flags = reader.ReadUInt16();
        var (questions, answers, authority) = (reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt16());
        reader.ReadUInt16();
        var isTruncated = (flags & 0x0200) != 0;
        var code = (DnsResponseCode)(flags & 0xF);
        if (isTruncated)
        {
            // Its end is missing by its own word, so its records are not worth reading: TCP will bring them.
            return new DnsMessage(code, true, [], []);
        }

        for (var i = 0; i < questions; i++)
        {
            reader.ReadName();
            reader.Take(4);
        }

        return new DnsMessage(code, false, ReadRecords(ref reader, answers), ReadRecords(ref reader, authority));
    }

    private static List<DnsRecord> ReadRecords(ref DnsMessageReader reader, int count)
    {
        var records = new List<DnsRecord>(Math.Min(count, 64));
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadName();
            var (type, recordClass, seconds, length) = (reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadUInt32(), reader.ReadUInt16());
            var end = reader.Position + length;
            // RFC 2181 §8: a TTL with the top bit set is zero.
            var timeToLive = TimeSpan.FromSeconds(seconds > int.MaxValue ? 0 : seconds);
            if (recordClass != InternetClass || ReadData(ref reader, name, type, timeToLive, length) is not { } record)
            {
                reader.Take(end - reader.Position);
                continue;
            }

            if (reader.Position != end)
            {
                throw new DnsFormatException("A record is longer or shorter than it says.");
            }

            records.Add(record);
        }

        return records;
    }

    private static DnsRecord? ReadData(ref DnsMessageReader reader, string name, int type, TimeSpan timeToLive, int length)
    {
        switch ((DnsType)type)
        {
            case DnsType.A when length == 4:
            case DnsType.Aaaa when length == 16:
                return new AddressRecord(name, timeToLive, new IPAddress(reader.Take(length)));
            case DnsType.A or DnsType.Aaaa:
                throw new DnsFormatException("An address has the wrong length.");
            case DnsType.Cname or DnsType.Ns or DnsType.Ptr:
                return new NameRecord(name, (DnsType)type, timeToLive, reader.ReadName());
            case DnsType.Mx:
                return new MxRecord(name, timeToLive, reader.ReadUInt16(), reader.ReadName());
            case DnsType.Txt:
                return new TxtRecord(name, timeToLive, ReadStrings(ref reader, length));
            case DnsType.Soa:
                var (primary, mailbox, serial) = (reader.ReadName(), reader.ReadName(), reader.ReadUInt32());
                reader.Take(12);
                return new SoaRecord(name, timeToLive, primary, mailbox, serial, TimeSpan.FromSeconds(reader.ReadUInt32()));
            case DnsType.Tlsa when length >= 3:
                return new TlsaRecord(name, timeToLive, reader.ReadByte(), reader.ReadByte(), reader.ReadByte(), reader.Take(length - 3).ToArray());
            case DnsType.Tlsa:
                throw new DnsFormatException("A TLSA record is too short.");
            default:
                return null;
        }
    }

    private static List<string> ReadStrings(ref DnsMessageReader reader, int length)
    {
        var strings = new List<string>();
        var end = reader.Position + length;
        while (reader.Position < end)
        {
            strings.Add(Encoding.Latin1.GetString(reader.Take(reader.ReadByte())));
        }

        return strings;
    }
}
