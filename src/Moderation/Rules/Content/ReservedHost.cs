using System.Buffers;
namespace Moderation.Rules.Content;

/// <summary>example.com, .net and .org (RFC 2606 §3) and localhost (RFC 6761 §6.3) in addresses and in words.</summary>
internal static class ReservedHost
{
    private const string Example = "example.";
    private const string Localhost = "://localhost";

    // string.IndexOf without regard to case reads one letter at a time.
    private static readonly SearchValues<string> Examples = SearchValues.Create([Example], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> Localhosts = SearchValues.Create([Localhost], StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Endings = ["com", "net", "org"];

    /// <param name="text">An address, or text with addresses in it.</param>
    /// <param name="isAddress">Whether all of it is one address: then the host alone counts, not what a path or a query names.</param>
    public static IEnumerable<(string Text, int Offset)> In(string text, bool isAddress)
    {
        if (isAddress)
        {
            text = text[..HostEnd(text)];
        }

        for (var at = Find(text, Examples, 0); at >= 0; at = Find(text, Examples, at + Example.Length))
        {
            if ((at == 0 || !IsName(text[at - 1])) && Array.Exists(Endings, ending => Ends(text, at + Example.Length, ending)))
            {
                yield return (Around(text, at, at + 11), at);
            }
        }

        // In prose it is a word of programmers.
        for (var at = Find(text, Localhosts, 0); at >= 0; at = Find(text, Localhosts, at + Localhost.Length))
        {
            if (at + Localhost.Length == text.Length || text[at + Localhost.Length] is '/' or ':' or '?' or '#' || char.IsWhiteSpace(text[at + Localhost.Length]))
            {
                yield return (Around(text, at, at + Localhost.Length), at);
            }
        }
    }

    private static int Find(string text, SearchValues<string> name, int from) => text.AsSpan(from).IndexOfAny(name) is >= 0 and var next ? from + next : -1;

    private static int HostEnd(string address)
    {
        var host = address.IndexOf("://", StringComparison.Ordinal) is >= 0 and var slashes ? slashes + 3 : 0;
        var end = address.AsSpan(host).IndexOfAny("/?#");
        return end < 0 ? address.Length : host + end;
    }

    // "example.com" and "example.com." but not "example.company" or "example.com.pl".
    private static bool Ends(string text, int from, string ending)
    {
        var end = from + ending.Length;
        return text.AsSpan(from).StartsWith(ending, StringComparison.OrdinalIgnoreCase)
            && (end == text.Length || (!IsName(text[end]) && !(text[end] == '.' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))));
    }

    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c is '-' or '_';

    // The whole address, between the spaces around it.
    private static string Around(string text, int start, int end)
    {
        while (start > 0 && !char.IsWhiteSpace(text[start - 1]) && text[start - 1] is not ('<' or '(' or '"' or '\'') && end - start < 80)
        {
            start--;
        }

        return text[start..end];
    }
}
