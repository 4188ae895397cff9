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

        var faulty = new Dictionary<string, (MailLink Link, T Fault, int Places)>(StringComparer.Ordinal);
        foreach (var link in MailLinks.In(submission))
        {
            if (fault(link) is { } wrong)
            {
                faulty[link.Address] = faulty.TryGetValue(link.Address, out var first) ? first with { Places = first.Places + 1 } : (link, wrong, 1);
            }
        }

        foreach (var (link, wrong, places) in faulty.Values.Take(MostReported))
        {
            yield return Report(rule, link, say(link, wrong), places);
        }

        if (faulty.Count > MostReported)
        {
            yield return new Finding(rule.Code, rule.Severity, $"{faulty.Count - MostReported:N0} more addresses {most}.", null,
                [new Evidence("addresses", $"{faulty.Count:N0}")], rule.Fix);
        }
    }

    private static Finding Report(RuleInfo rule, MailLink link, LinkReport report, int places)
    {
        var evidence = new List<Evidence> { new("address", Excerpt.Of(link.Address)) };
        evidence.AddRange(report.Evidence);
        if (link.Words() is { Length: > 0 } words)
        {
            evidence.Add(new Evidence("words", Excerpt.Of(words)));
        }

        if (places > 1)
        {
            evidence.Add(new Evidence("places", $"{places:N0}"));
        }

        return new Finding(rule.Code, rule.Severity, report.Message, link.Place(), evidence, report.Fix ?? rule.Fix);
    }
}

/// <param name="Message">What is wrong.</param>
/// <param name="Evidence">What shows it, beside the address and the words of the link.</param>
/// <param name="Fix">What to do; null where the rule's own advice fits.</param>
internal sealed record LinkReport(string Message, IReadOnlyList<Evidence> Evidence, string? Fix = null);
