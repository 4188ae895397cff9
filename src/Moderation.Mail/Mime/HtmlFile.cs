using System.Text;
using System.Text.RegularExpressions;

namespace Moderation.Mail.Mime;

/// <summary>Reads an HTML file as browsers do: a byte order mark wins, then the charset that the file names of itself, then UTF-8 or Windows-1252 (WHATWG HTML §13.2.3).</summary>
public static partial class HtmlFile
{
    // Where browsers look for a charset.
    private const int Prescan = 1024;

    /// <returns>The text without a byte order mark; unreadable bytes become U+FFFD. Never throws.</returns>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var mark = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => "utf-8",
            [0xFE, 0xFF, ..] => "utf-16be",
            [0xFF, 0xFE, ..] => "utf-16",
            _ => null,
        };
        return Charsets.Decode(bytes, mark ?? Named(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, Prescan)])));
    }

    // A file that could be read so far cannot be UTF-16, whatever it says: the same paragraph turns it into UTF-8.
    private static string? Named(string start) =>
        Charset.Match(start).Groups["name"].Value is { Length: > 0 } name && !name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) ? name : null;

    [GeneratedRegex("""<meta[^>]{0,200}charset\s{0,9}=\s{0,9}["']?(?<name>[A-Za-z0-9_:-]{2,30})""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Charset { get; }
}
