using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>Links to domains on a blocklist.</summary>
public sealed class LinkListed : IRule
{
    public RuleInfo Info { get; } = new(
        "link.listed",
        "A link to a domain on a blocklist",
        "Providers refuse mail that links to domains on these lists, whoever sends it.",
        "Take the link out, or ask the list's owner to take the domain off.",
        Severity.Hold,
        Needs.Content | Needs.Network,
        "RFC 5782; Spamhaus DBL, SURBL, URIBL.")
    {
        Examples = [new("a link to a domain that Spamhaus DBL lists", "a link to any other domain")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Links is { AsksBlocklists: false })
        {
            yield break;
        }

        var unknown = new List<(string Domain, string Why)>();
        foreach (var (domain, link) in LinkedDomains.In(submission))
        {
            var fact = submission.Links?.Listings.GetValueOrDefault(domain) ?? Fact.Unknown<IReadOnlyList<Listing>>("it was not looked up");
            if (!fact.TryGet(out var listings))
            {
                unknown.Add((domain, fact.Why));
            }
            else if (listings.Count > 0)
            {
                yield return Report(domain, listings, link);
            }
        }

        if (unknown.Count > 0)
        {
            // One silent list leaves every domain unknown: that is one thing to know.
            yield return Unknown.Because(Info, unknown.Count == 1 ? $"{unknown[0].Domain}: {unknown[0].Why}" : $"{unknown.Count:N0} domains, the first {unknown[0].Domain}: {unknown[0].Why}",
                null, [.. unknown.Take(20).Select(one => new Evidence("domain", one.Domain))]);
        }
    }

    private Finding Report(string domain, IReadOnlyList<Listing> listings, MailLink link)
    {
        var evidence = new List<Evidence> { new("domain", domain), new("address", Excerpt.Of(link.Address)) };
        foreach (var listing in listings)
        {
            evidence.Add(new Evidence(listing.List, $"{listing.Meaning} ({listing.Answer})"));
            evidence.Add(new Evidence($"{listing.List} delisting", listing.Delisting.AbsoluteUri));
        }

        return new Finding(Info.Code, Info.Severity, $"{domain} is on {string.Join(" and ", listings.Select(listing => listing.List).Distinct(StringComparer.Ordinal))}.", link.Place(), evidence, Info.Fix);
    }
}
