using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Moderation.Rules.Attachments;

/// <summary>What an archive tells of itself without being unpacked.</summary>
/// <param name="Encrypted">Whether any of it can be opened with a password only.</param>
/// <param name="Names">Names in it, at most so many as are looked at.</param>
/// <param name="Unread">Why it could not be read to its end; null when it was.</param>
internal sealed record Archive(bool Encrypted, IReadOnlyList<string> Names, string? Unread = null)
{
    private const int MostEntries = 2_000;

    /// <returns>Null for what is no archive of a kind that is known here.</returns>
    public static Archive? Read(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        return FileSignature.IsZip(bytes) ? Zip(file)
            : bytes.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) ? SevenZip(bytes)
            : bytes.StartsWith("Rar!\x1A\x07\x00"u8) ? RarArchive.Read4(bytes[7..])
            : bytes.StartsWith("Rar!\x1A\x07\x01\x00"u8) ? RarArchive.Read5(bytes[8..])
            : bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? GZip(bytes)
            : bytes.Length > 512 && bytes.Slice(257, 5).SequenceEqual("ustar"u8) ? Tar(bytes)
            : IsOther(bytes) ? new Archive(false, [], "what is packed in it cannot be seen without unpacking it")
            : null;
    }

    // The central directory names each entry; nothing is unpacked.
    private static Archive Zip(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var stream = new MemoryStream(file.ToArray(), writable: false);
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            var entries = zip.Entries;
            var names = entries.Take(MostEntries).Select(entry => entry.FullName).ToList();
            return new Archive(entries.Take(MostEntries).Any(entry => entry.IsEncrypted), names, entries.Count > MostEntries ? $"it has more than {MostEntries:N0} entries" : null);
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException or IOException or NotSupportedException)
        {
            return new Archive(false, [], "it is damaged");
        }
    }

    private static bool IsOther(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("MSCF"u8) || bytes.StartsWith("BZh"u8) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']) || bytes.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0x60, 0xEA]) || (bytes.Length > 14 && (bytes.Slice(2, 3).SequenceEqual("-lh"u8) || bytes.Slice(7, 7).SequenceEqual("**ACE**"u8)));

    // 7zFormat.txt: the header stands at the end, packed as a rule. Where it is encrypted, its coder 06F10701 (AES) stands in clear.
    private static Archive SevenZip(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 32)
        {
            return new Archive(false, [], "it is damaged");
        }

        var offset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[12..]);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(bytes[20..]);
        if (offset > (ulong)bytes.Length - 32 || size > (ulong)bytes.Length - 32 - offset)
        {
            return new Archive(false, [], "it is damaged");
        }

        var header = bytes.Slice(32 + (int)offset, (int)size);
        return header.IndexOf((ReadOnlySpan<byte>)[0x06, 0xF1, 0x07, 0x01]) >= 0
            ? new Archive(true, [])
            : new Archive(false, [], size > 0 ? "the list of its files is packed as well" : null);
    }

    // RFC 1952 §2.3: the name of the one file within, where the flag says so.
    private static Archive GZip(ReadOnlySpan<byte> bytes)
    {
        const int HasExtra = 0x04, HasName = 0x08;
        var end = bytes.Length > 10 && (bytes[3] & (HasExtra | HasName)) == HasName ? bytes[10..Math.Min(bytes.Length, 1_034)].IndexOf((byte)0) : -1;
        return end > 0 ? new Archive(false, [Encoding.Latin1.GetString(bytes.Slice(10, end))]) : new Archive(false, [], "it does not name the file in it");
    }

    // POSIX.1-1988 ustar: blocks of 512 bytes, sizes in octal.
    private static Archive Tar(ReadOnlySpan<byte> bytes)
    {
        var names = new List<string>();
        for (long at = 0; at + 512 <= bytes.Length && bytes[(int)at] != 0;)
        {
            if (names.Count == MostEntries)
            {
                return new Archive(false, names, $"it has more than {MostEntries:N0} entries");
            }

            var header = bytes.Slice((int)at, 512);
            names.Add(Encoding.Latin1.GetString(header[..100]).TrimEnd('\0'));
            long size = 0;
            foreach (var digit in header.Slice(124, 11))
            {
                size = digit is >= (byte)'0' and <= (byte)'7' ? (size * 8) + digit - '0' : size;
            }

            at += 512 + ((size + 511) / 512 * 512);
        }

        return new Archive(false, names);
    }
}
