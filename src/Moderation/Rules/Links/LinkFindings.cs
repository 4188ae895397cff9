using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>How rules report what is wrong with links: one finding for each address, however often it stands in the mail.</summary>
internal static class LinkFindings
{
    // A mail with more than this has one fault, not thousands.
    private const int MostReported = 50;

    /// <param name="rule">The rule that looks.</param>
    /// <param name="submission">The mail.</param>
    /// <param name="fault">What is wrong with a link; null when nothing is.</param>
    /// <param name="say">What to tell of it: the sentence, and what shows it.</param>
    /// <param name="most">The end of "12 more addresses …".</param>
    public static IEnumerable<Finding> Of<T>(RuleInfo rule, Submission submission, Func<MailLink, T?> fault, Func<MailLink, T, LinkReport> say, string most)
        where T : class
    {
        if (submission.Html is { Beyond: { } beyond })
        {
            yield return Unknown.Because(rule, "the HTML was not read, as " + beyond, new Where(Part.Html));
        }

        Dictionary<string, (MailLink Link, T Fault, int Places)>? faulty = null;
        foreach (var link in MailLinks.In(submission))
        {
            if (fault(link) is { } wrong)
            {
                faulty ??= new(StringComparer.Ordinal);
                faulty[link.Address] = faulty.TryGetValue(link.Address, out var first) ? first with { Places = first.Places + 1 } : (link, wrong, 1);
            }
        }

        if (faulty is null)
        {
            yield break;
        }

        foreach (var (link, wrong, places) in faulty.Values.Take(MostReported))
        {
            var report = say(link, wrong);
            yield return new Finding(rule.Code, rule.Severity, report.Message, link.Place(), Evidence(link, places, report.Evidence, report.Chain), report.Fix ?? rule.Fix);
        }

        if (faulty.Count > MostReported)
        {
            yield return new Finding(rule.Code, rule.Severity, $"{faulty.Count - MostReported:N0} more addresses {most}.", null,
                [new Evidence("addresses", $"{faulty.Count:N0}")], rule.Fix);
        }
    }

    /// <summary>The address, what is wrong with it, the words of the link, how often it stands in the mail, and what was seen at its end.</summary>
    public static List<Evidence> Evidence(MailLink link, int places, IEnumerable<Evidence> fault, IEnumerable<Evidence> seen)
    {
        var evidence = new List<Evidence> { new("address", Excerpt.Of(link.Address)) };
        evidence.AddRange(fault);
        if (link.Words() is { Length: > 0 } words)
        {
            evidence.Add(new Evidence("words", Excerpt.Of(words)));
        }

        if (places > 1)
        {
            evidence.Add(new Evidence("places", $"{places:N0}"));
        }

        evidence.AddRange(seen);
        return evidence;
    }
}

/// <param name="Message">What is wrong.</param>
/// <param name="Evidence">What shows it, beside the address and the words of the link.</param>
/// <param name="Fix">What to do; null where the rule's own advice fits.</param>
internal sealed record LinkReport(string Message, IReadOnlyList<Evidence> Evidence, string? Fix = null)
{
    /// <summary>What following the link has shown; told last.</summary>
    public IEnumerable<Evidence> Chain { get; init; } = [];
}
