using Moderation.Mail.Dns;

namespace Moderation.Mail.Dmarc;

/// <summary>The record that applies to mail of a domain, and what it asks for (RFC 9989 §4.10.1).</summary>
/// <param name="Walk">How it was found.</param>
public sealed record DmarcDiscovery(DmarcTreeWalk Walk)
{
    /// <summary>Null when no record applies, or when it is unknown: see <see cref="Problem"/>.</summary>
    public DmarcRecord? Record { get; private init; }

    /// <summary>Where the record stands: the domain, its organisational domain, or its public suffix.</summary>
    public string? RecordDomain { get; private init; }

    /// <summary>The policy for this very domain: <c>p=</c>, or <c>sp=</c> or <c>np=</c> of a record above it.</summary>
    public DmarcPolicy? Policy { get; private init; }

    /// <summary>What failing mail meets: a step milder under <c>t=y</c> (RFC 9989 §4.7).</summary>
    public DmarcPolicy? AppliedPolicy => Record is { IsTesting: true } && Policy > DmarcPolicy.None ? Policy - 1 : Policy;

    /// <summary>A sentence when a server could not say. Then nothing may be concluded from a missing record.</summary>
    public string? Problem { get; private init; }

    /// <summary>Finds the record.</summary>
    /// <param name="dns">Where to ask.</param>
    /// <param name="domain">The domain of From, A-labels.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async ValueTask<DmarcDiscovery> DiscoverAsync(IDnsResolver dns, string domain, CancellationToken ct)
    {
        var walk = await DmarcTreeWalk.WalkAsync(dns, domain, ct);
        var discovery = new DmarcDiscovery(walk);
        if (walk.Found.Count > 0 && walk.Found[0].Domain == walk.Start)
        {
            var own = walk.Found[0].Record.Usable;
            return discovery with { Record = own, RecordDomain = walk.Start, Policy = own?.Policy };
        }

        if (walk.OrganisationalDomain is not { } organisation)
        {
            return discovery with { Problem = walk.Problem };
        }

        // The organisational domain first, then the public suffix above it.
        var (from, published) = walk.Found.FirstOrDefault(f => f.Domain == organisation) is { Record: not null } of ? of
            : walk.Found.FirstOrDefault(f => f.Record.Psd == DmarcPsd.Yes);
        if (published?.Usable is not { } record)
        {
            return discovery with { RecordDomain = from };
        }

        discovery = discovery with { Record = record, RecordDomain = from };
        if (record.NonexistentPolicy is null)
        {
            return discovery with { Policy = record.SubdomainPolicy ?? record.Policy };
        }

        // RFC 9989 §3.2.13: it does not exist when any question brings NXDOMAIN.
        var existence = await dns.QueryAsync(walk.Start, DnsType.A, ct);
        return existence.Outcome switch
        {
            DnsOutcome.TemporaryFailure => discovery with { Problem = existence.Problem },
            DnsOutcome.NxDomain => discovery with { Policy = record.NonexistentPolicy },
            _ => discovery with { Policy = record.SubdomainPolicy ?? record.Policy },
        };
    }
}
