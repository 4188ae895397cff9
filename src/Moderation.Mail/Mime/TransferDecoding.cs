using System.Buffers;

namespace Moderation.Mail.Mime;

/// <summary>Content-Transfer-Encodings, read as tolerantly as mail readers do. Never throws.</summary>
internal static class TransferDecoding
{
    private static readonly SearchValues<byte> QpSpecial = SearchValues.Create("=\n"u8);

    /// <summary>RFC 2045 §6.8: all outside the alphabet is ignored; padding ends a quantum, and more may follow.</summary>
    public static byte[] Base64(ReadOnlySpan<byte> encoded)
    {
        var output = new byte[(encoded.Length / 4 * 3) + 3];
        var length = 0;
        int bits = 0, count = 0;
        foreach (var b in encoded)
        {
            var value = Base64Value(b);
            if (value >= 0)
            {
                bits = (bits << 6) | value;
                count++;
                if (count == 4)
                {
                    output[length++] = (byte)(bits >> 16);
                    output[length++] = (byte)(bits >> 8);
                    output[length++] = (byte)bits;
                    bits = count = 0;
                }
            }
            else if (b == '=')
            {
                length = Flush(output, length, bits, count);
                bits = count = 0;
            }
        }

        length = Flush(output, length, bits, count);
        return output.AsSpan(0, length).ToArray();
    }

    /// <summary>RFC 2045 §6.7: soft breaks go, trailing white space goes, an "=" that encodes nothing stays.</summary>
    public static byte[] QuotedPrintable(ReadOnlySpan<byte> encoded)
    {
        var output = new byte[encoded.Length];
        var length = 0;
        while (!encoded.IsEmpty)
        {
            var special = encoded.IndexOfAny(QpSpecial);
            var run = special < 0 ? encoded.Length : special;
            encoded[..run].CopyTo(output.AsSpan(length));
            length += run;
            if (special < 0)
            {
                break;
            }

            encoded = encoded[run..];
            if (encoded[0] == '\n')
            {
                length = EndLine(output, length, run);
                encoded = encoded[1..];
            }
            else if (encoded.Length >= 3 && Hex(encoded[1]) >= 0 && Hex(encoded[2]) >= 0)
            {
                output[length++] = (byte)((Hex(encoded[1]) << 4) | Hex(encoded[2]));
                encoded = encoded[3..];
            }
            else
            {
                var soft = SoftBreak(encoded);
                if (soft == 0)
                {
                    output[length++] = (byte)'=';
                    soft = 1;
                }

                encoded = encoded[soft..];
            }
        }

        return output.AsSpan(0, length).ToArray();
    }

    /// <summary>RFC 2047 §4.2: the Q encoding of encoded words.</summary>
    public static byte[] Q(ReadOnlySpan<byte> encoded)
    {
        var output = new byte[encoded.Length];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '=' && i + 2 < encoded.Length && Hex(encoded[i + 1]) >= 0 && Hex(encoded[i + 2]) >= 0)
            {
                output[length++] = (byte)((Hex(encoded[i + 1]) << 4) | Hex(encoded[i + 2]));
                i += 2;
            }
            else
            {
                output[length++] = encoded[i] == '_' ? (byte)' ' : encoded[i];
            }
        }

        return output.AsSpan(0, length).ToArray();
    }

    public static int Hex(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'A' and <= 'F' => c - 'A' + 10,
        >= 'a' and <= 'f' => c - 'a' + 10,
        _ => -1,
    };

    private static int Flush(byte[] output, int length, int bits, int count)
    {
        if (count >= 2)
        {
            output[length++] = (byte)(count == 2 ? bits >> 4 : bits >> 10);
        }

        if (count == 3)
        {
            output[length++] = (byte)(bits >> 2);
        }

        return length;
    }

    private static int Base64Value(byte b) => b switch
    {
        >= (byte)'A' and <= (byte)'Z' => b - 'A',
        >= (byte)'a' and <= (byte)'z' => b - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => b - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };

    // A transport may have padded the line; only literal white space of this run goes, never what "=20" encoded.
    private static int EndLine(byte[] output, int length, int run)
    {
        var end = length;
        var crlf = run > 0 && output[end - 1] == '\r';
        if (crlf)
        {
            (end, run) = (end - 1, run - 1);
        }

        while (run > 0 && output[end - 1] is (byte)' ' or (byte)'\t')
        {
            (end, run) = (end - 1, run - 1);
        }

        if (crlf)
        {
            output[end++] = (byte)'\r';
        }

        output[end++] = (byte)'\n';
        return end;
    }

    // "=" white space, line break: the length of it all; 0 when this is no soft break. "=" at the very end is one too.
    private static int SoftBreak(ReadOnlySpan<byte> encoded)
    {
        var i = 1;
        while (i < encoded.Length && encoded[i] is (byte)' ' or (byte)'\t')
        {
            i++;
        }

        if (i == encoded.Length)
        {
            return i;
        }

        if (encoded[i] == '\r' && i + 1 < encoded.Length)
        {
            i++;
        }

        return encoded[i] == '\n' ? i + 1 : 0;
    }
}
