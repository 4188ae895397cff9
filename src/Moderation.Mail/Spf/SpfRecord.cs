using System.Buffers;

namespace Moderation.Mail.Spf;

/// <summary>A record breaks the grammar of RFC 7208 §12.</summary>
internal sealed class SpfSyntaxException(string message) : Exception(message);

/// <summary>A published policy (RFC 7208 §3).</summary>
internal sealed record SpfRecord(IReadOnlyList<SpfTerm> Terms, MacroString? Redirect, MacroString? Explanation)
{
    private const string Version = "v=spf1";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Whether a TXT record claims to be one (RFC 7208 §4.5): the version, then a space or nothing.</summary>
    public static bool IsOne(string text) =>
        text.StartsWith(Version, StringComparison.OrdinalIgnoreCase) && (text.Length == Version.Length || text[Version.Length] == ' ');

    /// <summary>Reads the whole record: an error anywhere in it spoils it (RFC 7208 §4.6).</summary>
    /// <exception cref="SpfSyntaxException">It breaks the grammar.</exception>
    public static SpfRecord Parse(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0)
        {
            throw new SpfSyntaxException("The record has characters other than printable ASCII.");
        }

        var terms = new List<SpfTerm>();
        MacroString? redirect = null;
        MacroString? explanation = null;
        foreach (var word in text[Version.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = ModifierEnd(word);
            if (equals < 0)
            {
                if (SpfTermParser.Parse(word, isAfterAll: terms.Exists(t => t.Mechanism == SpfMechanism.All)) is { } term)
                {
                    terms.Add(term);
                }

                continue;
            }

            var value = word[(equals + 1)..];
            switch (word[..equals].ToLowerInvariant())
            {
                case "redirect":
                    redirect = redirect is null ? MacroString.ParseDomain(value) : throw Twice("redirect");
                    break;
                case "exp":
                    explanation = explanation is null ? MacroString.ParseDomain(value) : throw Twice("exp");
                    break;
                default:
                    // RFC 7208 §6: unknown modifiers mean nothing, but have to be well formed.
                    MacroString.Parse(value, MacroUse.Domain);
                    break;
            }
        }

        return new SpfRecord(terms, redirect, explanation);
    }

    /// <returns>Where the equals sign of <c>name=</c> is, or -1 for a mechanism.</returns>
    private static int ModifierEnd(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && char.IsAsciiLetter(word[0]) && word.AsSpan(0, equals).IndexOfAnyExcept(NameCharacters) < 0 ? equals : -1;
    }
    private static SpfSyntaxException Twice(string name) => new($"{name}= stands twice in the record.");
}
