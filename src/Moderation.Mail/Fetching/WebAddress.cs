using System.Buffers;
using System.Net;
using Moderation.Rules.Links;

namespace Moderation.Mail.Fetching;

/// <summary>Reads addresses as browsers do (WHATWG URL), and refuses what cannot be one of the public web.</summary>
internal static class WebAddress
{
    private const int LongestAddress = 8192;

    // Names that mean this machine or this network, whatever a resolver says (RFC 6761, RFC 6762, RFC 8375, ICANN's .internal; the rest by use).
    private static readonly string[] Inner = ["localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "onion", "invalid"];

    private static readonly SearchValues<char> SchemeLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <param name="text">An address, absolute or relative.</param>
    /// <param name="from">Where it was found; null in a mail, where only an absolute one leads anywhere.</param>
    /// <param name="address">Without fragment and credentials; null when it cannot be read.</param>
    /// <returns>Why it cannot be followed, a sentence without a full stop; null when it can.</returns>
    public static string? Read(string text, Uri? from, out Uri address)
    {
        address = null!;
        text = text.Trim(' ', '\t', '\r', '\n', '\f');
        if (text.Length > LongestAddress)
        {
            return $"its address is longer than {LongestAddress:N0} characters";
        }

        // A line end in a Location header would be the end of it (RFC 9110 §5.5); anywhere else it is no address.
        return !text.Any(char.IsControl) && Resolve(text, from, out address) ? Refusal(address) : "its address cannot be read";
    }

    public static bool IsPort(int port) => port is 80 or 443;

    /// <summary>The address that a host is, in whatever notation; null for a name.</summary>
    public static IPAddress? Literal(string host)
    {
        var bare = host.Trim('[', ']').TrimEnd('.');
        // IPAddress takes decimal, octal, hexadecimal and short forms as inet_aton does; System.Uri has written most of them out by now.
        return IPAddress.TryParse(bare, out var address) ? address : null;
    }

    /// <summary>Why this name is not one of the public internet; null when it may be.</summary>
    public static string? HostRefusal(string host)
    {
        var name = host.TrimEnd('.').ToLowerInvariant();
        var labels = name.Split('.');
        return labels.Length < 2 || Array.Exists(Inner, inner => name == inner || name.EndsWith("." + inner, StringComparison.Ordinal)) ? $"{host} is no name of the public internet"
            // WHATWG URL §3.5: a host that ends in a number is an IPv4 address or nothing.
            : labels[^1].All(char.IsAsciiDigit) || labels[^1].StartsWith("0x", StringComparison.Ordinal) ? $"{host} is neither a name nor an address"
            : null;
    }

    private static bool Resolve(string text, Uri? from, out Uri address)
    {
        address = null!;
        try
        {
            Uri? read = null;
            var isRead = Scheme(text) is { } scheme
                // Any number of slashes and backslashes begins the host: https:a.example, https:\\a.example.
                ? Uri.TryCreate(scheme is "http" or "https" ? $"{scheme}://{text[(scheme.Length + 1)..].TrimStart('/', '\\')}" : text, UriKind.Absolute, out read)
                : from is not null && (IsHostFirst(text)
                    ? Uri.TryCreate($"{from.Scheme}://{text.TrimStart('/', '\\')}", UriKind.Absolute, out read)
                    : Uri.TryCreate(text, UriKind.Relative, out var relative) && Uri.TryCreate(from, relative, out read));
            if (!isRead || read is null)
            {
                return false;
            }

            address = read.Scheme is "http" or "https" ? Plain(read) : read;
            return true;
        }
        // Some malformed addresses are found out late.
        catch (Exception problem) when (problem is UriFormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string? Refusal(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        {
            return $"it leads to {address.Scheme}:, which is no web page";
        }

        if (!IsPort(address.Port))
        {
            return $"it leads to port {address.Port}, which is not one of the web's";
        }

        return Literal(address.IdnHost) is { } literal ? (PublicAddress.Is(literal) ? null : "it leads to no public address") : HostRefusal(address.IdnHost);
    }

    // System.Uri leaves circled and wide letters in a host as they are; browsers make plain ones of them, and so does LinkHost.
    private static Uri Plain(Uri address)
    {
        var host = LinkHost.Of(address.AbsoluteUri);
        // A zone ([fe80::1%25eth0]) would choose among our own networks; browsers take none.
        if (host is null || address.DnsSafeHost.Contains('%', StringComparison.Ordinal))
        {
            throw new UriFormatException("It has no host that can be read.");
        }

        var name = host.IsNumeric ? host.Name : host.Ascii;
        var plain = new UriBuilder(address) { Host = name, Fragment = "", UserName = "", Password = "" }.Uri;
        // Two readers of one address that disagree are what attacks live on.
        return plain.IdnHost == name ? plain : throw new UriFormatException("Its host can be read in two ways.");
    }

    private static bool IsHostFirst(string text) => text.Length > 1 && text[0] is '/' or '\\' && text[1] is '/' or '\\';

    // RFC 3986 §3.1.
    private static string? Scheme(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(text[0]) && text.AsSpan(0, colon).IndexOfAnyExcept(SchemeLetters) < 0 ? text[..colon].ToLowerInvariant() : null;
    }
}
