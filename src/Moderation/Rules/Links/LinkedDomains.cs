using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>The domains that readers of a mail are led to: what blocklists are asked about.</summary>
public static class LinkedDomains
{
    /// <summary>Registrable domains in A-labels, of the links and of the hops that following them has shown; each once, with the first link that leads there.</summary>
    public static IReadOnlyDictionary<string, MailLink> In(Submission submission)
    {
        var domains = new Dictionary<string, MailLink>(StringComparer.Ordinal);
        foreach (var link in MailLinks.In(submission))
        {
            Add(domains, link.Host, link);
            foreach (var hop in submission.Links?.Probes.GetValueOrDefault(link.Address)?.Hops ?? [])
            {
                Add(domains, LinkHost.Of(hop.Address), link);
            }
        }

        return domains;
    }

    // Addresses of numbers are link.numeric's; domain lists must not be asked about them.
    private static void Add(Dictionary<string, MailLink> domains, LinkHost? host, MailLink link)
    {
        if (host?.RegistrableDomain is { } domain)
        {
            domains.TryAdd(domain, link);
        }
    }
}
