using System.Buffers;
using System.Collections.Frozen;

namespace Moderation.Mail.Mime;

/// <summary>What may stand in a header. Every value passes here before it is written, so that none can start a line of its own.</summary>
internal static class HeaderText
{
    // RFC 5322 §2.1.1 allows 998; a name and brackets go before the value.
    private const int LongestUrl = 900;
    private const int LongestId = 250;

    // RFC 5322 §3.2.3, with the dot of dot-atom.
    public static readonly SearchValues<char> DotAtom = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.");

    // RFC 2045 §5.1 token
    private static readonly SearchValues<char> Token = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-^_`{|}~.");

    // RFC 3986 §2: reserved, unreserved and the percent sign; nothing that could close a bracket, a quote or a tag but "'".
    private static readonly SearchValues<char> Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    private static readonly FrozenSet<string> Own = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "From", "To", "Cc", "Bcc", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "List-Unsubscribe", "List-Unsubscribe-Post", "DKIM-Signature", "Received", "Return-Path");

    /// <summary>The value, or an exception: CR and LF would start a header of the sender's choosing, other controls have no business there.</summary>
    public static string Check(string value, string what)
    {
        ArgumentNullException.ThrowIfNull(value);
        var at = value.AsSpan().IndexOfAnyInRange('\0', '\u001f');
        if (at < 0 && (at = value.IndexOf('\u007f', StringComparison.Ordinal)) < 0)
        {
            return value;
        }

        var name = value[at] switch
        {
            '\r' or '\n' => "a line break",
            '\0' => "a NUL character",
            '\t' => "a tab",
            var c => $"the control character U+{(int)c:X4}",
        };
        throw new InvalidHeaderException($"{what} holds {name} at position {at + 1}. Remove it.");
    }

    /// <summary>A field name (RFC 5322 §2.2) that the message does not write itself.</summary>
    public static string CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > 70 || name.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 || name.Contains(':', StringComparison.Ordinal))
        {
            throw new InvalidHeaderException($"'{Printable(name)}' is not a header name. Use letters, digits and hyphens.");
        }

        if (Own.Contains(name) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Resent-", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidHeaderException($"The header {name} is written by the message itself. Leave it out.");
        }

        return name;
    }

    /// <summary>A msg-id (RFC 5322 §3.6.4) without its angle brackets.</summary>
    public static string CheckId(string value, string what)
    {
        ArgumentNullException.ThrowIfNull(value);
        var id = value.StartsWith('<') && value.EndsWith('>') ? value[1..^1] : value;
        var at = id.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at == id.Length - 1 || id.Length > LongestId || id.AsSpan(0, at).ContainsAnyExcept(DotAtom) || id.AsSpan(at + 1).ContainsAnyExcept(DotAtom))
        {
            throw new InvalidHeaderException($"{what} '{Printable(value)}' is not of the form left@right, or longer than {LongestId} characters.");
        }

        return id;
    }

    public static string? CheckUrl(string? value, string what)
    {
        if (value is not null
            && ((!value.StartsWith("https://", StringComparison.Ordinal) && !value.StartsWith("http://", StringComparison.Ordinal)) || !IsUrl(value)))
        {
            throw new InvalidHeaderException($"{what} '{Printable(value)}' is not an http or https address of at most {LongestUrl} characters in plain ASCII.");
        }

        return value;
    }

    public static string? CheckMailto(string? value)
    {
        if (value is not null && (!value.StartsWith("mailto:", StringComparison.Ordinal) || !IsUrl(value)))
        {
            throw new InvalidHeaderException($"The opt-out address '{Printable(value)}' is not a mailto: address of at most {LongestUrl} characters in plain ASCII.");
        }

        return value;
    }

    public static string CheckMediaType(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == value.Length - 1 || value.Length > 127 || value.AsSpan(0, slash).ContainsAnyExcept(Token) || value.AsSpan(slash + 1).ContainsAnyExcept(Token))
        {
            throw new InvalidHeaderException($"'{Printable(value)}' is not a media type. Write type/subtype, for instance application/pdf.");
        }

        return value;
    }

    private static bool IsUrl(string value) => value.Length <= LongestUrl && !value.AsSpan().ContainsAnyExcept(Url);

    // An exception's text ends up in logs and pages: what it quotes is short and on one line.
    private static string Printable(string value)
    {
        var text = string.Concat(value.Take(80).Select(c => char.IsControl(c) ? '·' : c));
        return value.Length > 80 ? text + "…" : text;
    }
}
