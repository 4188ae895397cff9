using System.Buffers;
using System.Text;
using Moderation.Accounts;

namespace Moderation.Web.Intake.Importing;

/// <summary>
/// What <see cref="EmailAddress.TryParse"/> says of the usual addresses, without making texts of them. Addresses that are not
/// plain ASCII, or whose domain is encoded, are left to that one.
/// </summary>
internal static class AsciiAddress
{
    // RFC 5322 §3.2.3.
    private static readonly SearchValues<byte> Local = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~"u8);
    private static readonly SearchValues<byte> Host = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"u8);

    /// <param name="text">Without spaces around it.</param>
    /// <param name="email">At least as long as the text; gets the address with its domain in lower case.</param>
    /// <param name="key">As long; gets <see cref="EmailAddress.Key"/>.</param>
    /// <param name="length">Of both.</param>
    /// <returns>Null when <see cref="EmailAddress.TryParse"/> must be asked.</returns>
    public static bool? TryParse(ReadOnlySpan<byte> text, Span<byte> email, Span<byte> key, out int length)
    {
        length = text.Length;
        var at = text.LastIndexOf((byte)'@');
        if (!Ascii.IsValid(text) || text.IndexOf("--"u8) >= 0 || (length > 0 && text[^1] == '.'))
        {
            return null;
        }

        if (at is < 1 or > 64 || length - at - 1 is < 3 or > 253)
        {
            return false;
        }

        var local = text[..at];
        var domain = text[(at + 1)..];
        if (local.ContainsAnyExcept(Local) || domain.ContainsAnyExcept(Host) || local[0] == '.' || local[^1] == '.' || local.IndexOf(".."u8) >= 0 || !IsDomain(domain))
        {
            return false;
        }

        Ascii.ToLower(text, key, out _);
        local.CopyTo(email);
        key[at..length].CopyTo(email[at..]);
        return true;
    }

    private static bool IsDomain(ReadOnlySpan<byte> domain)
    {
        var labels = 0;
        while (true)
        {
            var dot = domain.IndexOf((byte)'.');
            var label = dot < 0 ? domain : domain[..dot];
            if (label.Length is < 1 or > 63 || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            labels++;
            if (dot < 0)
            {
                return labels > 1 && label.ContainsAnyExceptInRange((byte)'0', (byte)'9');
            }

            domain = domain[(dot + 1)..];
        }
    }
}
