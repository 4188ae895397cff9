using System.Buffers;
using System.Globalization;
using System.Text;
using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>
/// Text that reads otherwise than it is stored: characters that turn its direction, and characters without width inside words.
/// Looked for in the subject, the From name and links, where they deceive; elsewhere they hide a preheader or join emoji.
/// </summary>
public sealed class TextDeceptive : IRule
{
    private const int MostReported = 20;

    // UAX 9: embeddings, overrides, isolates. The bare marks (LRM, RLM, ALM) are the usual spelling of right-to-left mail.
    private const string Turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
    private const string Overrides = "\u202d\u202e";
    private const string WithoutWidth = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u180e\u034f";
    private const string SoftHyphen = "\u00ad";

    private static readonly SearchValues<char> Any = SearchValues.Create(Turning + WithoutWidth);
    private static readonly SearchValues<char> AnyInHeader = SearchValues.Create(Turning + WithoutWidth + SoftHyphen);

    public RuleInfo Info { get; } = new(
        "text.deceptive",
        "Text that hides what it says",
        "Invisible characters let a word look right and be another. Fraud uses them to slip past filters, so mail with them is often blocked.",
        "Type the text anew instead of copying it.",
        Severity.Hold,
        Needs.Content,
        "UAX 9 and UTS 39; Rspamd's rules on right-to-left overrides and zero-width characters.")
    {
        Examples = [new("\"pay​pal\" with a zero-width space in the middle", "an emoji of several joined together, or می‌خواهم as Persian spells it")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var content = submission.Content;
        if (Fault(content.Subject, AnyInHeader) is { } inSubject)
        {
            yield return Report("subject", content.Subject, inSubject, new Where(Part.Headers, null, null, Excerpt.Of(content.Subject)));
        }

        if (Fault(content.FromName, AnyInHeader) is { } inName)
        {
            yield return Report("From name", content.FromName, inName, new Where(Part.Headers, null, null, Excerpt.Of(content.FromName)));
        }

        var reported = 0;
        foreach (var link in MailLinks.In(submission))
        {
            var (name, text) = Fault(link.Address, Any) is not null ? ("address of a link", link.Address) : ("words of a link", link.Words());
            if (Fault(text, Any) is { } inLink && reported++ < MostReported)
            {
                yield return Report(name, text, inLink, link.Place());
            }
        }
    }

    private static string? Fault(string text, SearchValues<char> looked)
    {
        for (var at = text.AsSpan().IndexOfAny(looked); at >= 0;)
        {
            if (IsFault(text, at))
            {
                return $"U+{(int)text[at]:X4}";
            }

            var next = text.AsSpan(at + 1).IndexOfAny(looked);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return null;
    }

    private static bool IsFault(string text, int at)
    {
        if (Overrides.Contains(text[at], StringComparison.Ordinal))
        {
            return true;
        }

        // Isolates and embeddings keep a Latin name in place in Hebrew or Arabic; without a letter of those they have no work to do.
        return Turning.Contains(text[at], StringComparison.Ordinal)
            ? !text.EnumerateRunes().Any(rune => Scripts.Of(rune) is Script.Hebrew or Script.Arabic)
            : IsSplitLetter(Neighbour(text, at, -1)) && IsSplitLetter(Neighbour(text, at, +1));
    }

    // Scripts that are written without joiners and with spaces between words. Thai, Khmer and Japanese break lines at zero-width spaces.
    private static bool IsSplitLetter(Rune? rune) =>
        rune is { } letter && (Rune.GetUnicodeCategory(letter) == UnicodeCategory.DecimalDigitNumber || Scripts.Of(letter) is Script.Latin or Script.Greek or Script.Cyrillic or Script.Armenian or Script.Georgian or Script.Cherokee or Script.Coptic);

    // The next character that has width: several without stand in a row.
    private static Rune? Neighbour(string text, int at, int step)
    {
        for (at += step; at >= 0 && at < text.Length && AnyInHeader.Contains(text[at]); at += step)
        {
        }

        return at < 0 || at >= text.Length ? null
            : Rune.TryGetRuneAt(text, step < 0 && char.IsLowSurrogate(text[at]) && at > 0 ? at - 1 : at, out var rune) ? rune
            : null;
    }

    private Finding Report(string name, string text, string character, Where where) => new(Info.Code, Info.Severity,
        $"The {name} has an invisible character ({character}) that {(IsTurning(character) ? "turns the direction in which it reads" : "splits a word")}.",
        where, [new Evidence("character", character), new Evidence("text", Excerpt.Of(Visible(text)))], Info.Fix);

    private static bool IsTurning(string character) => Turning.Contains((char)int.Parse(character.AsSpan(2), NumberStyles.HexNumber), StringComparison.Ordinal);

    // So that whoever reads the finding sees where it is.
    private static string Visible(string text) =>
        string.Concat(text.Select(c => AnyInHeader.Contains(c) ? $"[U+{(int)c:X4}]" : c.ToString()));
}
