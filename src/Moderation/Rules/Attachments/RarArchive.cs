using System.Buffers.Binary;
using System.Text;

namespace Moderation.Rules.Attachments;

/// <summary>The headers of RAR archives, by unrar's technote and the RAR 5.0 archive format: they stand in clear unless the archive hides them.</summary>
internal static class RarArchive
{
    private const int MostBlocks = 2_000;
    private static readonly Archive Damaged = new(false, [], "it is damaged");

    public static Archive Read4(ReadOnlySpan<byte> rest)
    {
        const byte Main = 0x73, File = 0x74;
        var names = new List<string>();
        var encrypted = false;
        for (var blocks = 0; rest.Length >= 7; blocks++)
        {
            var (type, flags, size) = (rest[2], BinaryPrimitives.ReadUInt16LittleEndian(rest[3..]), BinaryPrimitives.ReadUInt16LittleEndian(rest[5..]));
            if (size < 7 || size > rest.Length || blocks == MostBlocks)
            {
                return Damaged with { Encrypted = encrypted, Names = names };
            }

            if (type == Main && (flags & 0x0080) != 0)
            {
                // From here on even the names are encrypted.
                return new Archive(true, names);
            }

            long packed = (flags & 0x8000) != 0 && size >= 11 ? BinaryPrimitives.ReadUInt32LittleEndian(rest[7..]) : 0;
            if (type == File && size >= 32)
            {
                encrypted |= (flags & 0x0004) != 0;
                var length = BinaryPrimitives.ReadUInt16LittleEndian(rest[26..]);
                var start = (flags & 0x0100) != 0 ? 40 : 32;
                if (start + length <= size)
                {
                    // A name in Unicode follows the plain one after a zero.
                    var name = rest.Slice(start, length);
                    names.Add(Encoding.Latin1.GetString(name.IndexOf((byte)0) is >= 0 and var end ? name[..end] : name));
                }
            }

            if (size + packed > rest.Length)
            {
                break;
            }

            rest = rest[(int)(size + packed)..];
        }

        return new Archive(encrypted, names);
    }

    public static Archive Read5(ReadOnlySpan<byte> rest)
    {
        const ulong File = 2, Encryption = 4, End = 5;
        var names = new List<string>();
        var encrypted = false;
        for (var blocks = 0; rest.Length > 7; blocks++)
        {
            var block = rest[4..];
            if (blocks == MostBlocks || !Vint(ref block, out var size) || size > (ulong)block.Length)
            {
                return Damaged with { Encrypted = encrypted, Names = names };
            }

            var after = block[(int)size..];
            block = block[..(int)size];
            ulong extra = 0, data = 0;
            if (!Vint(ref block, out var type) || !Vint(ref block, out var flags) || ((flags & 1) != 0 && !Vint(ref block, out extra)) || ((flags & 2) != 0 && !Vint(ref block, out data)))
            {
                return Damaged with { Encrypted = encrypted, Names = names };
            }

            if (type == Encryption)
            {
                return new Archive(true, names);
            }

            if (type == File)
            {
                encrypted |= extra <= (ulong)block.Length && HasEncryption(block[^(int)extra..]);
                if (FileName(block) is { } name)
                {
                    names.Add(name);
                }
            }

            if (type == End || data > (ulong)after.Length)
            {
                break;
            }

            rest = after[(int)data..];
        }

        return new Archive(encrypted, names);
    }

    private static string? FileName(ReadOnlySpan<byte> block)
    {
        if (!Vint(ref block, out var flags) || !Vint(ref block, out _) || !Vint(ref block, out _))
        {
            return null;
        }

        var fixedFields = ((flags & 2) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 4 : 0);
        if (block.Length < fixedFields)
        {
            return null;
        }

        block = block[fixedFields..];
        return Vint(ref block, out _) && Vint(ref block, out _) && Vint(ref block, out var length) && length <= (ulong)block.Length ? Encoding.UTF8.GetString(block[..(int)length]) : null;
    }

    // Records of the extra area; type 1 is the encryption of this file.
    private static bool HasEncryption(ReadOnlySpan<byte> extra)
    {
        while (!extra.IsEmpty && Vint(ref extra, out var size) && size <= (ulong)extra.Length)
        {
            var record = extra[..(int)size];
            extra = extra[(int)size..];
            if (Vint(ref record, out var type) && type == 1)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Vint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if ((bytes[i] & 0x80) == 0)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
