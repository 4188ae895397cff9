namespace Moderation.Web.Feedback.Tokens;

/// <summary>
/// Base 32 in lower case without padding (RFC 4648 §6): mail systems change the case of local parts, and this survives it.
/// </summary>
public static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[((bytes.Length * 8) + 4) / 5];
        uint buffer = 0;
        var bits = 0;
        var at = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text[at++] = Alphabet[(int)((buffer >> (bits - 5)) & 31)];
            }
        }

        if (bits > 0)
        {
            text[at] = Alphabet[(int)((buffer << (5 - bits)) & 31)];
        }

        return new string(text);
    }

    /// <summary>Reads either case. False for any other character, an impossible length, or left-over bits that are not zero.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes, out int written)
    {
        written = 0;
        if (text.Length * 5 / 8 > bytes.Length || text.Length * 5 % 8 >= 5)
        {
            return false;
        }

        uint buffer = 0;
        var bits = 0;
        foreach (var c in text)
        {
            var value = Value(c);
            if (value < 0)
            {
                return false;
            }

            buffer = (buffer << 5) | (uint)value;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[written++] = (byte)(buffer >> bits);
            }
        }

        return (buffer & ((1u << bits) - 1)) == 0;
    }

    private static int Value(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= 'A' and <= 'Z' => c - 'A',
        >= '2' and <= '7' => c - '2' + 26,
        _ => -1,
    };
}
