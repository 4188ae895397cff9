using Moderation.Campaigns;

namespace Moderation.Rules.Sender;

/// <summary>A From address at a domain where anybody has one.</summary>
public sealed class Freemail : IRule
{
    public RuleInfo Info { get; } = new(
        "sender.freemail",
        "From at a free-mail domain",
        "Nobody but the provider of such a domain may send for it: DMARC refuses the rest, so the mail would not arrive.",
        "Send from an address at your own domain.",
        Severity.Block,
        Needs.Content,
        "RFC 9989: DMARC of free-mail domains; bulk sender requirements.")
    {
        Examples = [new("From: lighthouse.books@gmail.com", "From: books@lighthouse.example, Reply-To at any domain")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Content.FromAddress is { } from && FreemailDomains.Has(from.Domain))
        {
            yield return new Finding(Info.Code, Info.Severity, $"{from.Domain} is a free-mail domain: it does not let others send for it.", new Where(Part.Headers, null, null, $"From: {from}"),
                [new Evidence("address", from.ToString()), new Evidence("domain", from.Domain.Ascii)], Info.Fix);
        }
    }
}
