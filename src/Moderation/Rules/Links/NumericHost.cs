using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Moderation.Rules.Links;

/// <summary>IPv4 addresses as browsers take them (WHATWG URL §3.5, "IPv4 parser"): 127.1, 0x7f.1, 017700000001 and 2130706433 are all 127.0.0.1.</summary>
internal static class NumericHost
{
    /// <summary>Whether browsers take the host for an address, or refuse it, and never look it up as a name.</summary>
    public static bool EndsInNumber(string[] labels) => labels[^1].All(char.IsAsciiDigit) || Number(labels[^1]) is not null;

    /// <returns>Null when the numbers are no address.</returns>
    public static IPAddress? Parse(string[] labels)
    {
        if (labels.Length > 4)
        {
            return null;
        }

        ulong address = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            // The last number fills all octets that are left.
            var octets = i < labels.Length - 1 ? 1 : 5 - labels.Length;
            if (Number(labels[i]) is not { } number || number >> (8 * octets) != 0)
            {
                return null;
            }

            address = (address << (8 * octets)) | number;
        }

        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)address);
        return new IPAddress(bytes);
    }

    private static ulong? Number(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return text.Length == 2 ? 0 : ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null;
        }

        if (text.Length > 1 && text[0] == '0')
        {
            return Octal(text);
        }

        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static ulong? Octal(string text)
    {
        ulong number = 0;
        foreach (var c in text)
        {
            if (c is < '0' or > '7' || number > uint.MaxValue)
            {
                return null;
            }

            number = (number * 8) + (ulong)(c - '0');
        }

        return number;
    }
}
