using System.Collections.Frozen;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Rules.Links;

namespace Moderation.Rules.Content;

/// <summary>Whose domain it is. Sub-domains of one organisation belong together, by the public suffix list.</summary>
internal sealed class KnownDomains
{
    private readonly HashSet<string> _own;
    private readonly FrozenSet<string> _trusted;

    // A newsletter has hundreds of addresses at a few hosts.
    private readonly Dictionary<(string Authority, bool IsPicture), string?> _foreignByAuthority = [];

    public KnownDomains(AccountFacts account, DomainName? from)
    {
        _own = account.OwnDomains.Concat(from is { } domain ? [domain] : []).Select(own => Registrable(own.Ascii)).ToHashSet(StringComparer.Ordinal);
        _trusted = account.TrustedDomains.Select(trusted => trusted.Ascii).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <param name="label">The first label of a registrable domain, under whatever suffix.</param>
    public bool Has(string label) => _own.Concat(_trusted).Any(domain => domain.StartsWith(label + ".", StringComparison.Ordinal));

    /// <returns>The registrable domain of an address at a stranger's; null for what is no web address or is known.</returns>
    public string? ForeignDomain(string address, bool isPicture)
    {
        if (LinkHost.Authority(address, out _) is not { Length: > 0 } authority)
        {
            return null;
        }

        if (!_foreignByAuthority.TryGetValue((authority, isPicture), out var foreign))
        {
            // Other rules read what is no name: numbers, placeholders, nonsense.
            foreign = LinkHost.Of(address) is { IsNumeric: false } host ? Judge(host, isPicture) : null;
            _foreignByAuthority[(authority, isPicture)] = foreign;
        }

        return foreign;
    }

    private string? Judge(LinkHost host, bool isPicture)
    {
        var domain = host.RegistrableDomain ?? host.Ascii;
        return _own.Contains(domain) || PublicServices.Has(PublicServices.Domains, host.Ascii) || PublicServices.Has(_trusted, host.Ascii)
            || (isPicture && PublicServices.Has(PublicServices.PictureStores, host.Ascii)) ? null : domain;
    }

    // A public suffix itself ("github.io") is nobody's.
    private static string Registrable(string host) => PublicSuffixList.Default.RegistrableDomain(host) ?? host;
}
