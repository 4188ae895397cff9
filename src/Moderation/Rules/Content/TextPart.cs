using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>No text part beside the HTML, or one that tells something else.</summary>
public sealed class TextPart : IRule
{
    // Fewer words are a greeting, of which nothing can be said.
    private const int FewestWords = 20;

    // A text part is shorter than the HTML and has words of its own ("Read on:"); only what shares little is another mail.
    private const double SharedOfText = 0.4;
    private const double SharedOfHtml = 0.15;

    private const int LongestPlaceholder = 200;
    private const int MostExpected = 128;

    // Hebrew: all letters below come in scripts that space their words.
    private const char FirstUnspaced = '\u05D0';

    // Odd, and its bits well mixed (2^64 divided by the golden ratio); seeded, so that nobody can choose words that fall together.
    private const ulong Factor = 0x9E37_79B9_7F4A_7C15;
    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64();

    public RuleInfo Info { get; } = new(
        "content.text-part",
        "No text part, or one that differs",
        "Some readers see the text part only, and filters compare the two: spam often has a text part that tells something else, or none.",
        "Add a text part that says the same as the HTML.",
        Severity.Advise,
        Needs.Content,
        "Common practice; SpamAssassin MIME_HTML_ONLY, MPART_ALT_DIFF.")
    {
        Examples = [new("HTML about an autumn sale, and the text part \"Your mail program cannot show this mail.\"", "A text part with the words of the HTML and its links")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Html is not { Document: not null } html)
        {
            yield break;
        }

        if (submission.Content.Text is not { } text)
        {
            yield return new Finding(Info.Code, Info.Severity, "The mail has no text part.", new Where(Part.Text), [new Evidence("parts", "HTML only")], Info.Fix);
            yield break;
        }

        var inHtml = WordsOf(html.Text.Folded);
        var inText = WordsOf(submission.FoldedText);
        if (inHtml.Count < FewestWords)
        {
            yield break;
        }

        var shared = inText.Count(inHtml.Contains);
        var ofText = shared / (double)Math.Max(1, inText.Count);
        var ofHtml = shared / (double)inHtml.Count;
        var isOther = inText.Count >= FewestWords && ofText < SharedOfText;
        if (isOther || ofHtml < SharedOfHtml)
        {
            yield return new Finding(Info.Code, Info.Severity,
                isOther ? $"The text part tells something else than the HTML: {ofText:P0} of its words stand in both." : $"The text part says little of what the HTML says: {ofHtml:P0} of its words.",
                new Where(Part.Text, null, 1, Excerpt.Of(text)),
                [new Evidence("words in the HTML", $"{inHtml.Count:N0}"), new Evidence("words in the text part", $"{inText.Count:N0}"), new Evidence("in both", $"{shared:N0}")],
                Info.Fix);
        }
    }

    // Hashes of distinct words: four letters and more, and each letter of scripts that do not space words. Placeholders and addresses are no words.
    private static HashSet<int> WordsOf(FoldedText folded)
    {
        // About one word in four is new.
        var words = new HashSet<int>(Math.Min(folded.Words.Count / 4, MostExpected));
        var text = folded.Text.AsSpan();
        var end = 0;
        foreach (ref readonly var word in CollectionsMarshal.AsSpan(folded.Words))
        {
            if (word.Start < end)
            {
                continue;
            }

            // Between most words stands one space.
            if ((word.Start - end > 1 || text[end] == '{') && text[end..word.Start].LastIndexOf('{') is >= 0 and var brace && text.Slice(end + brace, Math.Min(LongestPlaceholder, text.Length - end - brace)).IndexOf('}') is > 0 and var close)
            {
                end += brace + close;
                if (word.Start < end)
                {
                    continue;
                }
            }

            end = word.End;
            if (end < text.Length && text[end] == ':' && text[end..].StartsWith("://", StringComparison.Ordinal))
            {
                end = text[end..].IndexOf(' ') is >= 0 and var space ? end + space : text.Length;
            }
            else if (word.Length >= 4)
            {
                words.Add(Hash(text[word.Start..end]));
            }
            else if (word.Length == 1 && text[word.Start] >= FirstUnspaced)
            {
                words.Add(text[word.Start]);
            }
        }

        return words;
    }

    // Four letters at a time; what is left over is read with some of those before it.
    private static int Hash(ReadOnlySpan<char> word)
    {
        var letters = MemoryMarshal.AsBytes(word);
        var hash = Seed ^ (ulong)word.Length;
        for (var rest = letters; rest.Length > 8; rest = rest[8..])
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest)) * Factor;
            hash ^= hash >> 32;
        }

        hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(letters[^8..])) * Factor;
        return (int)(hash >> 32);
    }
}
