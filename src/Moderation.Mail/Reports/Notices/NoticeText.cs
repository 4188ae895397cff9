using System.Buffers;
using System.Net;
using System.Text;
using Moderation.Mail.Mime;

namespace Moderation.Mail.Reports.Notices;

/// <summary>The words of a notice, line by line, up to where it quotes the mail that it is about.</summary>
internal sealed class NoticeText
{
    // Notices are a page long. Whoever writes more pays for it himself.
    private const int MostCharacters = 32 * 1024;
    private const int MostLines = 400;

    // The lines with which servers announce the mail that they return: ruled ones, or bare ones that begin so.
    private static readonly SearchValues<string> Ruled = SearchValues.Create(
        [
            "original message", "original mail", "original m", "copy of the message", "copy of your message", "copy of the original", "below this line", "header of the", "message header", "unsent message", "returned message", "returned mail", "message text follows",
            "undelivered message", "mensaje original", "ursprüngliche nachricht", "start of returned", "copia del mensaje", "message follows",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Bare =
    [
        "original message follows", "original message headers", "original message:", "message headers follow", "message header follows", "below is a copy of the original", "here is a copy of the first part", "included is a copy of the message", "a copy of the original message below",
        "the first 50 lines of your original message", "original mail as follows", "the original message follows", "a summary of the undelivered message",
    ];

    private static readonly string[] TraceFields = ["Received:", "Return-Path:", "X-Received:", "DKIM-Signature:", "Delivered-To:"];

    private static readonly string[] Blocks = ["br", "p", "div", "tr", "td", "li", "h", "table", "pre"];

    private NoticeText(List<string> lines, string quoted)
    {
        (Lines, Quoted) = (lines, quoted);
        Words = string.Join('\n', lines);
    }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>The lines as one text.</summary>
    public string Words { get; }

    /// <summary>The mail that is returned within the text; empty when none is.</summary>
    public string Quoted { get; }

    public static NoticeText Of(MimeMessage message)
    {
        // Some send HTML alone; the tags are dropped, a line for each block.
        var text = !string.IsNullOrWhiteSpace(message.Text) ? message.Text : message.Html is { } html ? WithoutTags(html) : "";
        text = text.Length > MostCharacters ? text[..MostCharacters] : text;
        var lines = new List<string>();
        var at = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var isTrace = IsTrace(raw);
            if (lines.Count >= MostLines || isTrace || IsAnnouncement(raw))
            {
                // The announcement is no part of the returned mail.
                var behind = isTrace || lines.Count >= MostLines ? at : at + raw.Length;
                return new NoticeText(lines, lines.Count >= MostLines ? "" : text[Math.Min(behind, text.Length)..]);
            }

            lines.Add(raw.TrimEnd().ToString());
            at += raw.Length;
            at += at < text.Length && text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
        }

        return new NoticeText(lines, "");
    }

    /// <summary>The first line that holds one of the phrases, from a line on; -1 when none does.</summary>
    public int Find(SearchValues<string> phrases, int from = 0)
    {
        for (var i = from; i < Lines.Count; i++)
        {
            if (Lines[i].AsSpan().ContainsAny(phrases))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsTrace(ReadOnlySpan<char> line)
    {
        foreach (var field in TraceFields)
        {
            if (line.StartsWith(field, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAnnouncement(ReadOnlySpan<char> line)
    {
        var text = line.Trim();
        if (text.Length is 0 or > 120)
        {
            return false;
        }

        if (text.StartsWith("--", StringComparison.Ordinal) || text.StartsWith("|-", StringComparison.Ordinal) || text.StartsWith("==", StringComparison.Ordinal) || text.StartsWith("**", StringComparison.Ordinal))
        {
            return text.ContainsAny(Ruled);
        }

        foreach (var words in Bare)
        {
            if (text.StartsWith(words, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string WithoutTags(string html)
    {
        var text = html.Length > MostCharacters * 4 ? html[..(MostCharacters * 4)] : html;
        // Text that only calls itself HTML keeps its lines.
        var isMarkedUp = text.Contains('<', StringComparison.Ordinal);
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '<' && i + 1 < text.Length && (char.IsAsciiLetter(text[i + 1]) || text[i + 1] is '/' or '!'))
            {
                var close = text.IndexOf('>', i);
                var tag = close < 0 ? text.AsSpan(i) : text.AsSpan(i, close - i);
                if (IsBlock(tag))
                {
                    plain.Append('\n');
                }

                i = close < 0 ? text.Length : close;
            }
            else if (!isMarkedUp || text[i] is not ('\r' or '\n'))
            {
                plain.Append(text[i]);
            }
        }

        return WebUtility.HtmlDecode(plain.ToString()).Replace('\u00a0', ' ');
    }

    // "<br", "</p", "<h1": what a reader shows on a line of its own.
    private static bool IsBlock(ReadOnlySpan<char> tag)
    {
        var name = tag[1..].TrimStart('/');
        foreach (var block in Blocks)
        {
            if (name.StartsWith(block, StringComparison.OrdinalIgnoreCase) && (name.Length == block.Length || !char.IsAsciiLetter(name[block.Length])))
            {
                return true;
            }
        }

        return false;
    }
}
