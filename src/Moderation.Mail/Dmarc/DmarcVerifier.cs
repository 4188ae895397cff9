using Moderation.Accounts;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Dmarc;

/// <summary>The words of RFC 9989 §5.3.5 for one message.</summary>
public enum DmarcVerdict
{
    /// <summary>No record applies.</summary>
    None,

    /// <summary>An aligned identifier is authenticated.</summary>
    Pass,

    /// <summary>None is.</summary>
    Fail,

    /// <summary>The DNS could not say.</summary>
    TempError,
}

/// <summary>A domain that SPF or DKIM has authenticated, and how it stands to the domain of From.</summary>
/// <param name="Domain">Of MAIL FROM, or <c>d=</c>.</param>
/// <param name="IsDkim">DKIM, else SPF.</param>
/// <param name="IsSame">The very domain: strict alignment.</param>
/// <param name="SharesRegistrableDomain">Relaxed alignment by the Public Suffix List, as most receivers have it.</param>
/// <param name="SharesOrganisationalDomain">Relaxed alignment by the tree walk of RFC 9989; null when unknown.</param>
public sealed record DmarcIdentifier(string Domain, bool IsDkim, bool IsSame, bool SharesRegistrableDomain, bool? SharesOrganisationalDomain);

/// <summary>What DMARC says of a message.</summary>
/// <param name="Verdict">The result.</param>
/// <param name="Discovery">The record that applies.</param>
/// <param name="Identifiers">Each authenticated domain.</param>
public sealed record DmarcResult(DmarcVerdict Verdict, DmarcDiscovery Discovery, IReadOnlyList<DmarcIdentifier> Identifiers);

/// <summary>Finds the policy by the tree walk of RFC 9989 and judges alignment by the Public Suffix List.</summary>
/// <param name="dns">Where records are looked up.</param>
/// <param name="suffixes">Usually <see cref="PublicSuffixList.Default"/>.</param>
public sealed class DmarcVerifier(IDnsResolver dns, PublicSuffixList suffixes)
{
    /// <summary>Each walk costs up to eight questions, and a hostile message can bring any number of signatures.</summary>
    private const int MaxIdentifiers = 10;

    /// <param name="from">The domain of the one From address, A-labels.</param>
    /// <param name="spf">The domain for which SPF passed, or null.</param>
    /// <param name="dkim">The <c>d=</c> of each signature that passed; ten are looked at.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async ValueTask<DmarcResult> VerifyAsync(string from, string? spf, IEnumerable<string> dkim, CancellationToken ct)
    {
        var discovery = await DmarcDiscovery.DiscoverAsync(dns, from, ct);
        var passed = dkim.Take(MaxIdentifiers).Select(domain => (Domain: domain, IsDkim: true));
        if (spf is not null)
        {
            passed = passed.Append((spf, false));
        }

        var identifiers = new List<DmarcIdentifier>();
        foreach (var (domain, isDkim) in passed)
        {
            identifiers.Add(await CompareAsync(discovery.Walk, domain.TrimEnd('.'), isDkim, ct));
        }

        var verdict = discovery.Record is not { } record
            ? discovery.Problem is null ? DmarcVerdict.None : DmarcVerdict.TempError
            : identifiers.Exists(i => IsAligned(i, record)) ? DmarcVerdict.Pass : DmarcVerdict.Fail;
        return new DmarcResult(verdict, discovery, identifiers);
    }

    /// <summary>Strict or relaxed, as the record says for SPF and DKIM (RFC 9989 §4.4).</summary>
    private static bool IsAligned(DmarcIdentifier identifier, DmarcRecord record) =>
        identifier.IsSame || (identifier.SharesRegistrableDomain && !(identifier.IsDkim ? record.IsDkimStrict : record.IsSpfStrict));

    private async ValueTask<DmarcIdentifier> CompareAsync(DmarcTreeWalk from, string domain, bool isDkim, CancellationToken ct)
    {
        if (DnsName.Same(from.Start, domain))
        {
            return new DmarcIdentifier(domain, isDkim, true, true, true);
        }

        var byList = suffixes.RegistrableDomain(from.Start) is { } registrable && registrable == suffixes.RegistrableDomain(domain);
        var organisation = (await DmarcTreeWalk.WalkAsync(dns, domain, ct)).OrganisationalDomain;
        bool? byTree = organisation is null || from.OrganisationalDomain is null ? null : DnsName.Same(organisation, from.OrganisationalDomain);
        return new DmarcIdentifier(domain, isDkim, false, byList, byTree);
    }
}
