using System.Globalization;
using System.Text;

namespace Moderation.Mail.Reports;

/// <summary>Finds addresses in the words of mail servers. What it finds looks like an address; whether it is one is not its business.</summary>
internal static class AddressText
{
    private const int LongestAddress = 320;

    /// <summary>The address in an address field: "rfc822; &lt;user@example.org&gt;", the type optional (RFC 3464 §2.3.1, RFC 6533 §3).</summary>
    public static string? OfField(string? value)
    {
        if (value is null)
        {
            return null;
        }

        // A local part may hold a semicolon, an address type not.
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        var at = value.IndexOf('@', StringComparison.Ordinal);
        var address = (semicolon >= 0 && (at < 0 || semicolon < at) ? value[(semicolon + 1)..] : value).Trim();
        var open = address.IndexOf('<', StringComparison.Ordinal);
        if (open >= 0 && address.IndexOf('>', open) is > 0 and var close)
        {
            address = address[(open + 1)..close].Trim();
        }

        // "user@example.org (a remark)"
        if (address.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space && address.IndexOf('@', StringComparison.Ordinal) is > 0 and var sign && sign < space)
        {
            address = address[..space];
        }

        address = Unescape(address.Trim('<', '>', '\'', '"', ' ', ',', ';'));
        return address.Length is 0 or > LongestAddress ? null : address;
    }

    /// <summary>The first address in a text; <paramref name="end"/> is where the text goes on behind it and its bracket or quote.</summary>
    public static string? First(ReadOnlySpan<char> text, out int end)
    {
        for (var from = 0; from < text.Length;)
        {
            var sign = text[from..].IndexOf('@');
            if (sign < 0)
            {
                break;
            }

            sign += from;
            var (start, stop) = (sign, sign + 1);
            while (start > from && IsLocal(text[start - 1]))
            {
                start--;
            }

            while (stop < text.Length && IsDomain(text[stop]))
            {
                stop++;
            }

            var domain = text[(sign + 1)..stop].TrimEnd(".-");
            var local = text[start..sign].TrimStart(".'");
            if (!local.IsEmpty && !domain.IsEmpty && local.Length + domain.Length < LongestAddress)
            {
                end = sign + 1 + domain.Length;
                while (end < text.Length && text[end] is '>' or '"' or '\'')
                {
                    end++;
                }

                return string.Concat(local, "@", domain);
            }

            from = sign + 1;
        }

        end = text.Length;
        return null;
    }

    /// <summary>The address with which a line begins, behind bullets, quotes and an opening bracket; null when it begins otherwise.</summary>
    public static string? AtStart(ReadOnlySpan<char> line, out int end)
    {
        var text = line.TrimStart(" \t*>\"'-•|");
        var skipped = line.Length - text.Length;
        if (!text.IsEmpty && text[0] == '<')
        {
            text = text[1..];
            skipped++;
        }

        var address = First(text, out end);
        end += skipped;
        return address is not null && text.StartsWith(address, StringComparison.Ordinal) ? address : null;
    }

    public static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static bool IsLocal(char c) => char.IsAsciiLetterOrDigit(c) || c > '\u007f' || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal);

    private static bool IsDomain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' || (c > '\u007f' && char.IsLetterOrDigit(c));

    // RFC 6533 §3: \x{HEX} stands for a character in the 7-bit form of an internationalised address.
    private static string Unescape(string address)
    {
        if (!address.Contains("\\x{", StringComparison.Ordinal))
        {
            return address;
        }

        var plain = new StringBuilder();
        for (var i = 0; i < address.Length; i++)
        {
            if (address.AsSpan(i).StartsWith("\\x{", StringComparison.Ordinal) && address.IndexOf('}', i) is > 0 and var close
                && int.TryParse(address.AsSpan((i + 3)..close), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && Rune.TryCreate(code, out var rune) && !Rune.IsControl(rune))
            {
                plain.Append(rune);
                i = close;
            }
            else
            {
                plain.Append(address[i]);
            }
        }

        return plain.ToString();
    }
}
