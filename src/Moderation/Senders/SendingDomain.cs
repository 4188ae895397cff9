using Moderation.Accounts;

namespace Moderation.Senders;

/// <summary>A domain that an account signs with: one DKIM key, whose private half is kept sealed.</summary>
public sealed class SendingDomain : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required DomainName Name { get; init; }

    /// <summary>DKIM selector (RFC 6376 §3.1).</summary>
    public required string Selector { get; init; }

    /// <summary>PKCS#8 private key, encrypted at rest.</summary>
    public required byte[] SealedPrivateKey { get; init; }

    /// <summary>The TXT record to publish at <c>selector._domainkey.domain</c>.</summary>
    public required string DnsRecord { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>A host below the domain whose CNAME is the provider's: rewritten links of mail from this domain lead over it once it is verified.</summary>
    public DomainName? TrackingHost { get; private set; }

    /// <summary>When its CNAME was last seen to lead to us; null while it does not.</summary>
    public DateTimeOffset? TrackingVerifiedAt { get; private set; }

    /// <summary>The host to write into links, once it works.</summary>
    public DomainName? VerifiedTrackingHost => TrackingVerifiedAt is null ? null : TrackingHost;

    /// <param name="host">Null gives it up.</param>
    /// <exception cref="ArgumentException">The host is not below the domain, so it may be somebody else's.</exception>
    public void TrackOver(DomainName? host)
    {
        if (host is { } wanted && !wanted.Ascii.EndsWith("." + Name.Ascii, StringComparison.Ordinal))
        {
            throw new ArgumentException($"{wanted} is not below {Name}. Take a host such as click.{Name}.", nameof(host));
        }

        (TrackingHost, TrackingVerifiedAt) = (host, null);
    }

    /// <summary>What a look into the DNS found.</summary>
    public void SawTracking(bool leadsHere, DateTimeOffset now) => TrackingVerifiedAt = leadsHere ? now : null;
}
