using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Moderation.Mail.Spf;

/// <summary>Reads one directive: <c>[+-?~]name[:target][/cidr][//cidr]</c> (RFC 7208 §4.6.1, §5).</summary>
internal static class SpfTermParser
{
    /// <returns>The directive, or null when it must be ignored.</returns>
    /// <exception cref="SpfSyntaxException">It is none.</exception>
    public static SpfTerm? Parse(string text, bool isAfterAll)
    {
        var result = text[0] switch { '-' => SpfResult.Fail, '~' => SpfResult.SoftFail, '?' => SpfResult.Neutral, _ => SpfResult.Pass };
        var body = text[0] is '+' or '-' or '?' or '~' ? text[1..] : text;
        var end = body.AsSpan().IndexOfAny(':', '/');
        var name = (end < 0 ? body : body[..end]).ToLowerInvariant();
        var rest = end < 0 ? "" : body[end..];
        return name switch
        {
            "all" => rest.Length == 0 ? new SpfTerm(text, result, SpfMechanism.All) : throw Wrong(text),
            "include" => new SpfTerm(text, result, SpfMechanism.Include) { Domain = Target(text, rest) ?? throw Wrong(text) },
            "exists" => new SpfTerm(text, result, SpfMechanism.Exists) { Domain = Target(text, rest) ?? throw Wrong(text) },
            "ptr" => new SpfTerm(text, result, SpfMechanism.Ptr) { Domain = Target(text, rest) },
            "a" => WithCidr(new SpfTerm(text, result, SpfMechanism.A), rest),
            "mx" => WithCidr(new SpfTerm(text, result, SpfMechanism.Mx), rest),
            "ip4" => Ip4(new SpfTerm(text, result, SpfMechanism.Ip4), rest),
            "ip6" => Ip6(new SpfTerm(text, result, SpfMechanism.Ip6), rest),
            // RFC 7208 §5.1: mechanisms after "all" MUST be ignored. A colon makes a mechanism of a word nobody knows; a bare
            // word is neither mechanism nor modifier, so §4.6 holds for it: syntax errors anywhere count.
            _ when isAfterAll && rest.StartsWith(':') => null,
            _ => throw new SpfSyntaxException($"\"{text}\" is no mechanism."),
        };
    }

    private static MacroString? Target(string text, string rest) =>
        rest.Length == 0 ? null : rest[0] == ':' ? MacroString.ParseDomain(rest[1..]) : throw Wrong(text);

    /// <summary>A slash may stand in a target too (RFC 7208 §7.1), so the lengths are looked for from the end.</summary>
    private static SpfTerm WithCidr(SpfTerm term, string rest)
    {
        var (prefix4, prefix6) = (32, 128);
        if (LastNumber(rest, "//") is { } slashes6)
        {
            prefix6 = Length(term.Text, rest[(slashes6 + 2)..], 128);
            rest = rest[..slashes6];
        }

        if (LastNumber(rest, "/") is { } slash4)
        {
            prefix4 = Length(term.Text, rest[(slash4 + 1)..], 32);
            rest = rest[..slash4];
        }

        return term with { Domain = Target(term.Text, rest), Prefix4 = prefix4, Prefix6 = prefix6 };
    }

    /// <returns>Where the slashes before the digits at the very end are.</returns>
    private static int? LastNumber(string rest, string slashes)
    {
        var digits = rest.Length;
        while (digits > 0 && char.IsAsciiDigit(rest[digits - 1]))
        {
            digits--;
        }

        return digits < rest.Length && rest.AsSpan(0, digits).EndsWith(slashes) ? digits - slashes.Length : null;
    }

    private static SpfTerm Ip4(SpfTerm term, string rest)
    {
        var (address, length) = Network(term.Text, rest);
        // RFC 7208 §12 wants four numbers without leading zeros; IPAddress would take 1.2 and 010.0.0.1.
        var parts = address.Split('.');
        if (parts.Length != 4 || !Array.TrueForAll(parts, IsQuarter) || !IPAddress.TryParse(address, out var network))
        {
            throw Wrong(term.Text);
        }

        return term with { Network = network, Prefix4 = length is null ? 32 : Length(term.Text, length, 32) };
    }

    private static SpfTerm Ip6(SpfTerm term, string rest)
    {
        var (address, length) = Network(term.Text, rest);
        // No zone, no brackets: neither is an address of RFC 4291 §2.2.
        if (address.AsSpan().IndexOfAny("[]%") >= 0 || !IPAddress.TryParse(address, out var network) || network.AddressFamily != AddressFamily.InterNetworkV6)
        {
            throw Wrong(term.Text);
        }

        return term with { Network = network, Prefix6 = length is null ? 128 : Length(term.Text, length, 128) };
    }

    private static (string Address, string? Length) Network(string text, string rest)
    {
        if (!rest.StartsWith(':'))
        {
            throw Wrong(text);
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (rest[1..], null) : (rest[1..slash], rest[(slash + 1)..]);
    }

    private static bool IsQuarter(string part) =>
        part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0') && int.Parse(part, CultureInfo.InvariantCulture) <= 255;

    private static int Length(string text, string digits, int most) =>
        digits.Length is > 0 and <= 3 && digits.All(char.IsAsciiDigit) && (digits.Length == 1 || digits[0] != '0')
        && int.Parse(digits, CultureInfo.InvariantCulture) is var length && length <= most
            ? length : throw Wrong(text);

    private static SpfSyntaxException Wrong(string text) => new($"\"{text}\" is not well formed.");
}
