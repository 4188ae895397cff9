using AngleSharp.Dom;
using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>The end of a mail, where readers look for who sent it and how to leave.</summary>
internal static class Footer
{
    private const int FewestLetters = 21;

    /// <summary>Whether the words can be judged: there are some, they were read, and they are in a script whose sentences are known here.</summary>
    public static bool IsExpected(Submission submission)
    {
        if (submission.Html is { Document: null })
        {
            return false;
        }

        // All of the others first: then the known ones need be counted only as far as it takes.
        var (html, text) = (submission.FoldedHtml.Text, submission.FoldedText.Text);
        var most = Math.Max(FewestLetters, Others(html) + Others(text));
        return Known(html, most) + Known(text, most) >= most;
    }

    private static int Others(ReadOnlySpan<char> words)
    {
        var others = 0;
        while (words.IndexOfAnyInRange('\u0500', '\uFFFF') is >= 0 and var next)
        {
            others += words[next] is >= '\u2000' and <= '\u30FF' ? 0 : 1;
            words = words[(next + 1)..];
        }

        return others;
    }

    private static int Known(ReadOnlySpan<char> words, int most)
    {
        var known = 0;
        for (var i = 0; i < words.Length && known < most; i++)
        {
            known += words[i] is >= 'a' and <= 'z' or >= '\u0370' and <= '\u04FF' or >= '\u3040' and <= '\u30FF' ? 1 : 0;
        }

        return known;
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
