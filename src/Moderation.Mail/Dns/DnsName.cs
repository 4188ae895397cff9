using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Moderation.Mail.Dns;

/// <summary>
/// Names between text and wire (RFC 1035 §3.1, §5.1). In text a dot or backslash inside a label is written <c>\.</c> or
/// <c>\\</c>, an octet outside printable ASCII <c>\DDD</c>; the final dot is left out. Case never matters.
/// </summary>
public static class DnsName
{
    /// <summary>Octets on the wire, lengths and the root included (RFC 1035 §2.3.4).</summary>
    internal const int MaxWireLength = 255;

    internal const int MaxLabelLength = 63;

    /// <summary>Whether two names are the same one.</summary>
    public static bool Same(string one, string other) =>
        one.AsSpan().TrimEnd('.').Equals(other.AsSpan().TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether <paramref name="name"/> is <paramref name="parent"/> or stands below it.</summary>
    public static bool IsAtOrBelow(string name, string parent)
    {
        var below = name.AsSpan().TrimEnd('.');
        var above = parent.AsSpan().TrimEnd('.');
        return below.EndsWith(above, StringComparison.OrdinalIgnoreCase)
            && (below.Length == above.Length || above.Length == 0 || EndsInDot(below[..^above.Length]));
    }

    /// <summary>A dot between labels, not one inside a label: <c>evil\.example.com</c> is a neighbour of example.com.</summary>
    private static bool EndsInDot(ReadOnlySpan<char> text) =>
        text[^1] == '.' && (text.Length - 1 - text[..^1].TrimEnd('\\').Length) % 2 == 0;

    /// <summary>Whether the DNS can hold this name at all.</summary>
    public static bool IsValid(string name) => TryEncode(name, stackalloc byte[MaxWireLength], out _);

    /// <summary>The name under which the PTR of an address stands (RFC 1035 §3.5, RFC 3596 §2.5).</summary>
    public static string Reverse(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes();
        var name = new StringBuilder();
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            _ = address.AddressFamily == AddressFamily.InterNetwork
                ? name.Append(bytes[i]).Append('.')
                : name.Append($"{bytes[i] & 0xF:x}.{bytes[i] >> 4:x}.");
        }

        return name.Append(address.AddressFamily == AddressFamily.InterNetwork ? "in-addr.arpa" : "ip6.arpa").ToString();
    }

    /// <param name="name">Text.</param>
    /// <param name="wire">At least <see cref="MaxWireLength"/> octets.</param>
    /// <param name="length">Octets written.</param>
    /// <returns>Whether the DNS can hold the name.</returns>
    internal static bool TryEncode(string name, Span<byte> wire, out int length)
    {
        length = 0;
        if (name is "" or ".")
        {
            wire[length++] = 0;
            return true;
        }

        var label = 0;
        length = 1;
        for (var i = 0; i < name.Length; i++)
        {
            int octet = name[i];
            if (octet == '.')
            {
                if (!Close(wire, label, length))
                {
                    return false;
                }

                label = length++;
                continue;
            }

            if (octet == '\\' && !TryEscape(name, ref i, out octet))
            {
                return false;
            }

            // The last octet is the root's; text beyond ASCII has to come as A-labels.
            if (octet > 0xFF || (name[i] > 0x7F && octet == name[i]) || length >= MaxWireLength - 1)
            {
                return false;
            }

            wire[length++] = (byte)octet;
        }

        if (length - 1 == label)
        {
            // A final dot has opened the root's label.
            wire[label] = 0;
            return length <= MaxWireLength;
        }

        var closed = Close(wire, label, length);
        wire[length++] = 0;
        return closed;
    }

    private static bool Close(Span<byte> wire, int label, int end)
    {
        var length = end - label - 1;
        wire[label] = (byte)length;
        return length is > 0 and <= MaxLabelLength && end < MaxWireLength;
    }

    private static bool TryEscape(string name, ref int i, out int octet)
    {
        octet = 0;
        if (i + 1 >= name.Length)
        {
            return false;
        }

        if (!char.IsAsciiDigit(name[i + 1]))
        {
            octet = name[++i];
            return octet <= 0x7F;
        }

        if (i + 3 >= name.Length || !char.IsAsciiDigit(name[i + 2]) || !char.IsAsciiDigit(name[i + 3]))
        {
            return false;
        }

        octet = ((name[i + 1] - '0') * 100) + ((name[i + 2] - '0') * 10) + (name[i + 3] - '0');
        i += 3;
        return octet <= 0xFF;
    }

    /// <summary>Adds one label of the wire to a name in text.</summary>
    internal static void Append(StringBuilder name, ReadOnlySpan<byte> label)
    {
        if (name.Length > 0)
        {
            name.Append('.');
        }

        foreach (var octet in label)
        {
            _ = octet switch
            {
                (byte)'.' or (byte)'\\' => name.Append('\\').Append((char)octet),
                <= 0x20 or >= 0x7F => name.Append($"\\{octet:000}"),
                _ => name.Append((char)octet),
            };
        }
    }
}
