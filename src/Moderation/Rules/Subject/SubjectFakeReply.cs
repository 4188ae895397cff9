using System.Text.RegularExpressions;
using Moderation.Campaigns;

namespace Moderation.Rules.Subject;

/// <summary>A subject that pretends to answer or to pass on a mail.</summary>
public sealed partial class SubjectFakeReply : IRule
{
    // What mail programs write in the languages of Europe. Names such as "RE:START" have no space after the colon.
    [GeneratedRegex(@"^\s*(?<mark>(re|fw|fwd|aw|wg|antw|sv|vs|vb|odp|pd|rif|tr|rép|ref|res|rv|enc|vá|továbbítás|doorst|ynt|ilt|отв|на|回复|答复|转发|返信)(\[\d+\])?\s?[:：])(\s|$|(?-i:(?=[\p{Ll}\p{Lo}\[])))", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reply { get; }

    public RuleInfo Info { get; } = new(
        "subject.fake-reply",
        "Subject that pretends to be a reply",
        "A newsletter answers nobody. Readers feel cheated, and in several countries it is against the law.",
        "Take the \"Re:\" or \"Fwd:\" out.",
        Severity.Advise,
        Needs.Content,
        "CAN-SPAM Act § 5(a)(2); § 6 (2) DDG.")
    {
        Examples = [new("Re: your order", "Re-opening on Monday")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var subject = submission.Content.Subject;
        if (Reply.Match(subject) is { Success: true } match)
        {
            var mark = match.Groups["mark"].Value;
            yield return new Finding(Info.Code, Info.Severity, $"The subject begins with \"{mark}\", as if this were an answer or had been passed on.", new Where(Part.Headers, null, null, Excerpt.Of(subject)), [new Evidence("mark", mark)], Info.Fix);
        }
    }
}
