using Moderation.Campaigns;

namespace Moderation.Rules.OptOut;

/// <summary>The opt-out link stands only at the top.</summary>
public sealed class OptOutPosition : IRule
{
    private const double Top = 0.2;

    // In a short mail the top is not far from the end.
    private const int ShortText = 500;

    public RuleInfo Info { get; } = new(
        "optout.position",
        "Opt-out only at the top",
        "Readers look for the opt-out link at the end of a mail. Those who do not find it there press \"spam\".",
        "Put a second opt-out link into the footer.",
        Severity.Advise,
        Needs.Content,
        "Good practice of mail providers; the provider's check-up.")
    {
        Examples = [new("an opt-out link in the line above the header, and none below", "one in the footer, with or without another above")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Html is not { Document: not null } html
            || submission.OptOuts.FirstOrDefault(part => part.Part == Part.Html) is not { Links: [_, ..] } part
            || part.Sight(html).LastSeen is not { } link)
        {
            yield break;
        }

        var before = html.Texts.Take(html.TextsBefore(link)).Sum(text => (long)text.Length);
        var all = html.Texts.Sum(text => (long)text.Length);
        // The last that is seen: when it stands in the first part, none stands further down.
        if (all < ShortText || before >= all * Top)
        {
            yield break;
        }

        yield return new Finding(Info.Code, Info.Severity, $"The last opt-out link stands after {(double)before / all:P0} of the text. Readers look for it at the end.",
            html.At(link), [new Evidence("text before it", $"{before:N0} of {all:N0} characters")], Info.Fix);
    }
}
