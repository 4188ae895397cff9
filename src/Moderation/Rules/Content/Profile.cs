using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Rules.Links;

namespace Moderation.Rules.Content;

/// <summary>Links and pictures at domains that the account is not known for, and brands that are not its own.</summary>
public sealed class Profile : IRule
{
    private const string Code = "content.profile";
    private const string Domain = "domain";
    private const int MostShown = 20;

    public RuleInfo Info { get; } = new(
        Code,
        "Domains or brands that are not the account's",
        "Mail that leads to sites of others, or speaks in the name of others, is how accounts are misused. Whether it fits your business, a person decides.",
        "Link to your own sites. If a site belongs to you or to a partner, tell your project manager, who can trust it for your account.",
        Severity.Hold,
        Needs.Content | Needs.Account,
        "The provider's terms: content fits the business profile.")
    {
        Examples = [new("A bookshop that links to casino.example", "A bookshop that links to its own shop, to YouTube and to a map"), new("From: DHL Support", "From: Lighthouse Books")],
    };

    /// <summary>
    /// The domains that this finding names and that can be trusted for one account, in A-labels. Under a public suffix
    /// ("github.io") anybody can have a site: nobody is trusted with all of them.
    /// </summary>
    public static IEnumerable<string> ForeignDomainsIn(Finding finding) => finding.Rule != Code ? [] : finding.Evidence
        .Where(evidence => evidence.Name == Domain && PublicSuffixList.Default.RegistrableDomain(evidence.Value) is not null)
        .Select(evidence => evidence.Value);

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        // Without a domain of its own there is nothing to compare with.
        if (submission.Account is not { OwnDomains: not [] } account)
        {
            yield break;
        }

        if (submission.Html is { Beyond: { } beyond })
        {
            yield return Unknown.Because(Info, "the HTML was not read, as " + beyond, new Where(Part.Html));
        }

        var known = new KnownDomains(account, submission.Content.FromAddress?.Domain);
        if (Foreign(submission, known) is { } domains)
        {
            yield return domains;
        }

        if (BrandNames.Borrowed(submission.Content, known) is var (brand, field, text))
        {
            yield return new Finding(Info.Code, Info.Severity, $"The {field} speaks of {brand.Name}, whose domain is none of this account's.", new Where(Part.Headers, null, null, Excerpt.Of(text)),
                [new Evidence("brand", brand.Name), new Evidence(field, Excerpt.Of(text))], $"Write your own name. If {brand.Name} is yours, tell your project manager.");
        }
    }

    private Finding? Foreign(Submission submission, KnownDomains known)
    {
        var places = new Dictionary<string, (string Address, Func<Where> Place, int Count)>(StringComparer.Ordinal);
        foreach (var (address, place, isPicture) in Addresses(submission))
        {
            if (known.ForeignDomain(address, isPicture) is { } domain)
            {
                places[domain] = places.TryGetValue(domain, out var before) ? before with { Count = before.Count + 1 } : (address, place, 1);
            }
        }

        if (places.Count == 0)
        {
            return null;
        }

        var first = places.First();
        var message = places.Count == 1 ? $"The mail leads to {first.Key}, which is neither the account's nor trusted for it." : $"The mail leads to {places.Count:N0} domains that are neither the account's nor trusted for it.";
        return new Finding(Info.Code, Info.Severity, message, first.Value.Place(),
            [
                .. places.Take(MostShown).Select(place => new Evidence(Domain, place.Key)),
                new Evidence("domains", $"{places.Count:N0}"),
                .. places.Take(MostShown).Select(place => new Evidence(place.Key, $"{Excerpt.Of(place.Value.Address)} ({place.Value.Count:N0} {(place.Value.Count == 1 ? "place" : "places")})")),
            ],
            Info.Fix);
    }

    private static IEnumerable<(string Address, Func<Where> Place, bool IsPicture)> Addresses(Submission submission)
    {
        foreach (var link in MailLinks.In(submission))
        {
            yield return (link.Address, link.Place, false);
        }

        if (submission.Html is { } html)
        {
            foreach (var element in html.Elements)
            {
                var address = element.LocalName == "img" ? element.GetAttribute("src") : element.LocalName is "table" or "td" or "body" ? element.GetAttribute("background") : null;
                if (address is not null)
                {
                    yield return (address.Trim(), () => html.At(element), true);
                }
            }
        }
    }
}
