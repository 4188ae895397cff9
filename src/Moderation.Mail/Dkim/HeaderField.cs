using System.Runtime.InteropServices;

namespace Moderation.Mail.Dkim;

/// <summary>Where one header field stands in its block: without the CRLF that ends it, with its folds inside.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HeaderField(int Start, int Length, int NameLength)
{
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> block) => block.Slice(Start, Length);

    public ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> block) => block.Slice(Start, NameLength);

    /// <summary>
    /// Reads the field that starts at <paramref name="at"/> and moves to the next one. False at the end of the block or at its
    /// empty line. A line without a colon gives a field without a name.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> block, ref int at, out HeaderField field)
    {
        field = default;
        var rest = block[at..];
        if (rest.IsEmpty || rest.StartsWith("\r\n"u8))
        {
            return false;
        }

        // RFC 5322 §2.2.3: a line that starts with white space continues the field.
        var length = 0;
        int end;
        while ((end = rest[length..].IndexOf("\r\n"u8)) >= 0)
        {
            length += end;
            if (length + 2 >= rest.Length || rest[length + 2] is not ((byte)' ' or (byte)'\t'))
            {
                break;
            }

            length += 2;
        }

        var next = length + 2;
        if (end < 0)
        {
            length = next = rest.Length;
        }

        var name = rest[..Math.Max(0, rest[..length].IndexOf((byte)':'))].TrimEnd(" \t"u8);
        field = new HeaderField(at, length, name.Length);
        at += next;
        return true;
    }

    /// <summary>Where the header block ends and where the body starts. A message without an empty line is all header.</summary>
    public static (int HeaderEnd, int BodyStart) Split(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("\r\n"u8))
        {
            return (0, 2);
        }

        var end = message.IndexOf("\r\n\r\n"u8);
        return end < 0 ? (message.Length, message.Length) : (end + 2, end + 4);
    }
}
