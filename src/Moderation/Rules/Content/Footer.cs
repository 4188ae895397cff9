using AngleSharp.Dom;
using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>The end of a mail, where readers look for who sent it and how to leave.</summary>
internal static class Footer
{
    /// <summary>Whether the words can be judged: there are some, they were read, and they are in a script whose sentences are known here.</summary>
    public static bool IsExpected(Submission submission)
    {
        if (submission.Html is { Document: null })
        {
            return false;
        }

        var (known, other) = (0, 0);
        var words = submission.Folded.AsSpan();
        while (!words.IsEmpty)
        {
            // Mostly there is nothing but ASCII, of which the small letters alone count.
            var plain = words.IndexOfAnyExceptInRange('\0', '\u007F') is >= 0 and var end ? end : words.Length;
            known += SmallLetters(words[..plain]);
            words = words[plain..];
            if (words is [var c, ..])
            {
                known += c is >= '\u0370' and <= '\u04FF' or >= '\u3040' and <= '\u30FF' ? 1 : 0;
                other += c is > '\u04FF' and not (>= '\u2000' and <= '\u30FF') ? 1 : 0;
                words = words[1..];
            }
        }

        return known > 20 && known >= other;
    }

    private static int SmallLetters(ReadOnlySpan<char> ascii)
    {
        var letters = 0;
        foreach (var c in ascii)
        {
            letters += char.IsAsciiLetterLower(c) ? 1 : 0;
        }

        return letters;
    }

    /// <summary>The last element with words in it, or the last line of the text part.</summary>
    public static Where Of(Submission submission)
    {
        if (submission.Html is { } html)
        {
            return html.Text.ElementAt(html.Text.Text.Length) is { } last ? html.At(Cell(last)) : new Where(Part.Html);
        }

        var text = (submission.Content.Text ?? "").TrimEnd();
        return new Where(Part.Text, null, 1 + text.AsSpan().Count('\n'), Excerpt.Of(text[(text.LastIndexOf('\n') + 1)..]));
    }

    private static IElement Cell(IElement element)
    {
        while (element.LocalName is "a" or "span" or "b" or "i" or "strong" or "em" or "font" or "img" or "small" && element.ParentElement is { } parent)
        {
            element = parent;
        }

        return element;
    }
}
