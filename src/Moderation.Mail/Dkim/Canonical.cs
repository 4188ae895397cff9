using System.Buffers;
using System.Runtime.Intrinsics;

namespace Moderation.Mail.Dkim;

/// <summary>The canonical forms of RFC 6376 §3.4. The relaxed ones are what a relay may change without harm.</summary>
internal static class Canonical
{
    /// <summary>§3.4.2. Writes one field without its final CRLF; <paramref name="to"/> holds at least as many bytes as the field.</summary>
    public static int RelaxedHeader(ReadOnlySpan<byte> field, Span<byte> to)
    {
        var colon = field.IndexOf((byte)':');
        if (colon < 0)
        {
            field.CopyTo(to);
            return field.Length;
        }

        var length = 0;
        foreach (var b in field[..colon].TrimEnd(" \t\r\n"u8))
        {
            to[length++] = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
        }

        to[length++] = (byte)':';
        var afterSpace = true;
        var value = field[(colon + 1)..];
        for (var i = 0; i < value.Length; i++)
        {
            var b = value[i];
            if (b == '\r' && i + 1 < value.Length && value[i + 1] == '\n')
            {
                i++;
                continue;
            }

            if (b is (byte)' ' or (byte)'\t')
            {
                if (!afterSpace)
                {
                    to[length++] = (byte)' ';
                    afterSpace = true;
                }

                continue;
            }

            to[length++] = b;
            afterSpace = false;
        }

        return length > 0 && to[length - 1] == ' ' ? length - 1 : length;
    }

    /// <summary>
    /// §3.4.4. A slice of <paramref name="body"/> itself when it is canonical already (our own templates are), else of
    /// <paramref name="rented"/>, which the caller returns to the shared pool.
    /// </summary>
    public static ReadOnlySpan<byte> RelaxedBody(ReadOnlySpan<byte> body, ref byte[]? rented)
    {
        var fault = IndexOfNonRelaxed(body);
        if (fault < 0 && (body.IsEmpty || body.EndsWith("\r\n"u8)))
        {
            return WithoutBlankEnd(body);
        }

        Span<byte> to = rented = Rent(rented, body.Length + 2);
        var length = 0;
        while (fault >= 0)
        {
            body[..fault].CopyTo(to[length..]);
            length += fault;
            body = body[fault..].TrimStart(" \t"u8);
            if (!body.IsEmpty && !body.StartsWith("\r\n"u8))
            {
                to[length++] = (byte)' ';
            }

            fault = IndexOfNonRelaxed(body);
        }

        body.CopyTo(to[length..]);
        return WithoutBlankEnd(Ended(to, length + body.Length));
    }

    /// <summary>§3.4.3, with the same use of <paramref name="rented"/> as <see cref="RelaxedBody"/>.</summary>
    public static ReadOnlySpan<byte> SimpleBody(ReadOnlySpan<byte> body, ref byte[]? rented)
    {
        if (!body.IsEmpty && !body.EndsWith("\r\n"u8))
        {
            Span<byte> to = rented = Rent(rented, body.Length + 2);
            body.CopyTo(to);
            body = Ended(to, body.Length);
        }

        var trimmed = WithoutBlankEnd(body);
        return trimmed.IsEmpty ? "\r\n"u8 : trimmed;
    }

    private static byte[] Rent(byte[]? rented, int length)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return ArrayPool<byte>.Shared.Rent(length);
    }

    private static ReadOnlySpan<byte> Ended(Span<byte> text, int length)
    {
        if (length > 0 && !text[..length].EndsWith("\r\n"u8))
        {
            text[length++] = (byte)'\r';
            text[length++] = (byte)'\n';
        }

        return text[..length];
    }

    private static ReadOnlySpan<byte> WithoutBlankEnd(ReadOnlySpan<byte> text)
    {
        while (text.EndsWith("\r\n\r\n"u8))
        {
            text = text[..^2];
        }

        return text.SequenceEqual("\r\n"u8) ? default : text;
    }

    /// <summary>The first tab, the first space of a run, or a space at the end of a line; −1 when there is none.</summary>
    private static int IndexOfNonRelaxed(ReadOnlySpan<byte> text)
    {
        var space = Vector128.Create((byte)' ');
        var tab = Vector128.Create((byte)'\t');
        var cr = Vector128.Create((byte)'\r');
        var i = 0;
        for (; i + 17 <= text.Length; i += 16)
        {
            var now = Vector128.Create(text.Slice(i, 16));
            var next = Vector128.Create(text.Slice(i + 1, 16));
            var endsWord = Vector128.Equals(next, space) | Vector128.Equals(next, tab) | Vector128.Equals(next, cr);
            var fault = Vector128.Equals(now, tab) | (Vector128.Equals(now, space) & endsWord);
            if (fault != Vector128<byte>.Zero)
            {
                return i + System.Numerics.BitOperations.TrailingZeroCount(fault.ExtractMostSignificantBits());
            }
        }

        for (; i < text.Length; i++)
        {
            if (text[i] == '\t' || (text[i] == ' ' && (i + 1 == text.Length || text[i + 1] is (byte)' ' or (byte)'\t' or (byte)'\r')))
            {
                return i;
            }
        }

        return -1;
    }
}
