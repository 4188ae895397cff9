using Moderation.Campaigns;

namespace Moderation.Rules.OptOut;

/// <summary>A part without our opt-out placeholder, in a mail that has some opt-out somewhere.</summary>
public sealed class OptOutPlaceholder : IRule
{
    public RuleInfo Info { get; } = new(
        "optout.placeholder",
        "A part without our opt-out link",
        "Only our own opt-out link is certain to work at once for each reader. Some readers see the HTML, others the text part, so both need it. Your own link may stand beside it.",
        "Use {{ unsubscribe_url }} as the address of the opt-out link; in the text part write it where the address should stand.",
        Severity.Block,
        Needs.Content,
        "The provider's terms: each part carries the provider's opt-out link.")
    {
        Examples = [new("<a href=\"https://shop.example/leave\">Unsubscribe</a> alone", "The same beside <a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Html is { Beyond: { } beyond })
        {
            yield return Unknown.Because(Info, "the HTML was not read, as " + beyond, new Where(Part.Html));
            yield break;
        }

        var parts = submission.OptOuts;
        // Nothing at all is optout.missing.
        if (parts.All(part => !part.Ours && part.Other.Count == 0))
        {
            yield break;
        }

        foreach (var part in parts.Where(part => !part.Ours))
        {
            yield return Report(part);
        }
    }

    private Finding Report(OptOutPart part)
    {
        var name = part.Part == Part.Html ? "The HTML" : "The text part";
        var evidence = new List<Evidence> { new("looked for", "{{ unsubscribe_url }}") };
        // What is nearly right helps the reader more than a foreign link beside it.
        if (part.Other.MaxBy(other => other.Kind) is not { } nearest)
        {
            return new Finding(Info.Code, Info.Severity, $"{name} has no opt-out link.", new Where(part.Part), evidence, Info.Fix);
        }

        evidence.Add(new Evidence("found instead", Excerpt.Of(nearest.Target)));
        var (fault, fix) = nearest.Kind switch
        {
            OtherKind.NoLink => ("has {{ unsubscribe_url }} only as text, not as the address of a link", "Make a link of it: <a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>."),
            OtherKind.Misspelled => ("has an opt-out placeholder that is spelled so that nothing takes its place", "Write the address exactly as {{ unsubscribe_url }}, and nothing before it."),
            _ => ("has an opt-out link, but not ours", Info.Fix),
        };
        return new Finding(Info.Code, Info.Severity, $"{name} {fault}.", nearest.Place(), evidence, fix);
    }
}
