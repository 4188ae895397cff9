using System.Buffers;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Reports;

/// <summary>The codes of an SMTP reply as it is quoted in a text: "said: 550 5.1.1 …", "#5.1.1", "550-5.7.26 …".</summary>
/// <param name="Basic">The first three-digit code 4yz or 5yz (RFC 5321 §4.2).</param>
/// <param name="Enhanced">The first enhanced code 4.y.z or 5.y.z (RFC 3463).</param>
internal readonly record struct ReplyCodes(int? Basic, EnhancedStatus? Enhanced)
{
    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create("0123456789.");

    public static ReplyCodes Find(ReadOnlySpan<char> text)
    {
        int? basic = null;
        EnhancedStatus? enhanced = null;
        for (var at = text.IndexOfAny('4', '5'); at >= 0 && (basic is null || enhanced is null);)
        {
            if (at == 0 || IsEdge(text[at - 1]))
            {
                basic ??= ReadBasic(text[at..]);
                enhanced ??= ReadEnhanced(text[at..]);
            }

            var next = text[(at + 1)..].IndexOfAny('4', '5');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return new ReplyCodes(basic, enhanced);
    }

    private static int? ReadBasic(ReadOnlySpan<char> text) =>
        text.Length >= 3 && text[1] is >= '0' and <= '7' && char.IsAsciiDigit(text[2])
            && (text.Length == 3 || text[3] is ' ' or '-' or ':' or '\t' or '<' or '"' or ')' or ']' or ',' || (text[3] == '.' && (text.Length == 4 || text[4] == ' ')))
            ? ((text[0] - '0') * 100) + ((text[1] - '0') * 10) + (text[2] - '0')
            : null;

    // A fourth number makes it an address of the internet protocol, not a code.
    private static EnhancedStatus? ReadEnhanced(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept(CodeCharacters);
        var code = (end < 0 ? text : text[..end]).TrimEnd('.');
        return code.Length >= 5 && (end < 0 || !char.IsAsciiLetter(text[end])) && EnhancedStatus.TryRead(code, out var status, out _) ? status : null;
    }

    private static bool IsEdge(char c) => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '/' or '_' or '@');
}
