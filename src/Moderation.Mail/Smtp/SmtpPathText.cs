using System.Buffers;
using System.Text;

namespace Moderation.Mail.Smtp;

/// <summary>Reads the paths that clients write in MAIL and RCPT (RFC 5321 §4.1.2).</summary>
internal static class SmtpPathText
{
    // RFC 5321 §4.5.3.1.3, without the brackets.
    private const int MaxBytes = 254;

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create("\" \\()[],;:");

    /// <param name="text">What follows <c>FROM:</c> or <c>TO:</c>.</param>
    /// <param name="isSender">Allows the null path; otherwise <c>postmaster</c> is allowed bare.</param>
    /// <param name="utf8">Allows what lies beyond ASCII (RFC 6531).</param>
    /// <param name="address">The mailbox without brackets and source route; empty for the null path.</param>
    /// <param name="parameters">The words behind the path.</param>
    public static bool TryRead(string text, bool isSender, bool utf8, out string address, out string[] parameters)
    {
        (address, parameters) = ("", []);
        text = text.TrimStart(' ');
        var end = End(text);
        if (end < 0 || (end + 1 < text.Length && text[end + 1] != ' '))
        {
            return false;
        }

        parameters = text[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var path = text[1..end];
        if (path.StartsWith('@') && path.Contains(':', StringComparison.Ordinal))
        {
            // Appendix C: source routes are ignored.
            path = path[(path.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }

        address = path;
        return path.Length == 0 ? isSender : IsMailbox(path, utf8) || (!isSender && path.Equals("postmaster", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The closing bracket, with quoted strings skipped; −1 when there is none.</summary>
    private static int End(string text)
    {
        if (!text.StartsWith('<'))
        {
            return -1;
        }

        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '<' when !quoted:
                    return -1;
                case '>' when !quoted:
                    return i;
            }
        }

        return -1;
    }

    private static bool IsMailbox(string path, bool utf8)
    {
        var at = path.LastIndexOf('@');
        if (at < 1 || Encoding.UTF8.GetByteCount(path) > MaxBytes || (!utf8 && !Ascii.IsValid(path)) || path.Any(char.IsControl))
        {
            return false;
        }

        var local = path.AsSpan(0, at);
        var domain = path.AsSpan(at + 1);
        var isQuoted = local.Length > 2 && local[0] == '"' && local[^1] == '"';
        return (isQuoted || !local.ContainsAny(NeedQuotes)) && IsDomain(domain);
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        var isLiteral = domain.Length > 2 && domain[0] == '[' && domain[^1] == ']';
        foreach (var c in isLiteral ? domain[1..^1] : domain)
        {
            if (!(char.IsLetterOrDigit(c) || c is '-' or '.' || c > '\x7f' || (isLiteral && c == ':')))
            {
                return false;
            }
        }

        return domain.Length > 0 && domain[0] != '.' && domain[^1] != '.' && domain.IndexOf("..", StringComparison.Ordinal) < 0;
    }
}
