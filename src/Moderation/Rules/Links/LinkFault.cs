using System.Buffers;
using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>Why an address cannot end on an HTTPS page.</summary>
/// <param name="Name">A word for the evidence.</param>
/// <param name="Message">What is wrong, told of the address.</param>
/// <param name="Fix">How to mend it; null where the rule's own advice fits.</param>
internal sealed record LinkFault(string Name, Func<string, string> Message, string? Fix = null)
{
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

    private const string KnownPlaceholders = "Use a placeholder that exists, such as {{ unsubscribe_url }}, or write the address itself.";

    private static readonly LinkFault Http = new("http", address => $"The link {Show(address)} is not encrypted: it begins with http.");
    private static readonly LinkFault NoScheme = new("no scheme", address => $"The link {Show(address)} does not begin with https://. In a mail it leads nowhere.");
    private static readonly LinkFault NoHost = new("no host", address => $"The link {Show(address)} names no site.", "Write the whole address of the page.");
    private static readonly LinkFault Prefixed = new("something before a placeholder",
        address => $"In {Show(address)} something stands before a placeholder that is already a whole address. Readers would get a broken link.",
        "Let the address consist of the placeholder alone.");
    private static readonly LinkFault Foreign = new("unknown placeholder",
        address => $"The link {Show(address)} is a placeholder that is not known here. Nothing takes its place, so readers would get a dead link.", KnownPlaceholders);

    // What other services write where a value goes. Each has sent mail with the tag still in it.
    private static readonly string[] ForeignOpenings = ["{", "*|", "%", "[", "<", "$", "##", "&lt;%", "@@"];

    // Not pages: they open a program on the reader's own device.
    private static readonly string[] NoPages = ["mailto", "tel", "sms"];

    private static readonly string[] Running = ["javascript", "vbscript", "data", "file", "blob", "about", "view-source"];

    /// <param name="address">Trimmed, character references resolved.</param>
    /// <returns>Null when the address is an HTTPS address, a placeholder of ours that becomes one, or no address of a page at all.</returns>
    public static LinkFault? Of(string address)
    {
        if (address.Length == 0 || (address[0] == '#' && !address.StartsWith("##", StringComparison.Ordinal)))
        {
            return null;
        }

        if (IsPlain(address))
        {
            return null;
        }

        var pieces = Template.Parse(address).Pieces;
        if (HostMerge.Of(address) is not null)
        {
            // link.merge-host tells; here only the scheme is left to judge.
            return Scheme(address) == "http" ? Http : null;
        }

        if (pieces[0] is Placeholder { IsKnown: true })
        {
            return null;
        }

        if (pieces.Any(piece => piece is Placeholder { IsKnown: true } known && !PlaceholderNames.IsContactValue(known.Name)) && !StandsInQuery(pieces))
        {
            return Prefixed;
        }

        return Scheme(address) is { } scheme ? OfScheme(address, scheme)
            : Array.Exists(ForeignOpenings, opening => address.StartsWith(opening, StringComparison.Ordinal)) ? Foreign
            : NoScheme;
    }

    // What nearly every link is: https, a host of letters and digits, no placeholder.
    private static bool IsPlain(string address)
    {
        const string Start = "https://";
        if (!address.StartsWith(Start, StringComparison.Ordinal) || address.Contains('{', StringComparison.Ordinal))
        {
            return false;
        }

        var host = address.AsSpan(Start.Length);
        var end = host.IndexOfAny("/?#");
        host = end < 0 ? host : host[..end];
        return host.Length is > 0 and < 200 && !host.ContainsAnyExcept(HostCharacters) && char.IsAsciiLetterOrDigit(host[0]) && char.IsAsciiLetterOrDigit(host[^1])
            && host.IndexOf("..", StringComparison.Ordinal) < 0 && host.IndexOf(".-", StringComparison.Ordinal) < 0 && host.IndexOf("-.", StringComparison.Ordinal) < 0;
    }

    private static LinkFault? OfScheme(string address, string scheme)
    {
        if (scheme == "https")
        {
            return OfHost(address["https:".Length..]);
        }

        if (NoPages.Contains(scheme, StringComparer.Ordinal))
        {
            return null;
        }

        if (scheme == "http")
        {
            return Http;
        }

        return Running.Contains(scheme, StringComparer.Ordinal)
            ? new LinkFault(scheme, at => $"The link {Show(at)} runs or opens something on the reader's device: {scheme}: is no address of a page.", "Link to a page with https://.")
            : new LinkFault(scheme, at => $"The link {Show(at)} begins with {scheme}:, which is no web page.", "Link to a page with https://.");
    }

    // Browsers take any number of slashes and backslashes (WHATWG URL §4.4).
    private static LinkFault? OfHost(string rest)
    {
        var host = rest.TrimStart('/', '\\');
        var end = host.AsSpan().IndexOfAny("/\\?#");
        var authority = end < 0 ? host : host[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        return Uri.TryCreate("https://" + authority, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? null : NoHost;
    }

    // "https://example.com/?back={{ browser_url }}" is whole; "https://{{ browser_url }}" is not.
    private static bool StandsInQuery(IReadOnlyList<TemplatePiece> pieces) =>
        pieces[0] is Literal literal && literal.Text.AsSpan().IndexOfAny('?', '#') >= 0;

    // RFC 3986 §3.1. A host with a port ("example.com:8080") has no slash-free scheme that means anything: it falls to "no web page".
    private static string? Scheme(string address)
    {
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !char.IsAsciiLetter(address[0]))
        {
            return null;
        }

        var scheme = address[..colon];
        return scheme.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.') ? scheme.ToLowerInvariant() : null;
    }

    private static string Show(string address) => $"\"{Excerpt.Of(address)}\"";
}
