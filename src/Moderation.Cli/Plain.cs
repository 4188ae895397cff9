using System.Globalization;
using System.Text;

namespace Moderation.Cli;

/// <summary>
/// Text from a mail, safe to write to a terminal: an escape sequence in a hostile mail could otherwise rewrite what the
/// screen shows, and a bidi override could turn a sentence around.
/// </summary>
internal static class Plain
{
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            plain.Append(char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? '\uFFFD' : c);
        }

        return plain.ToString();
    }
}
