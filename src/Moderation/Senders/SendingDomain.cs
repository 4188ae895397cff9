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
}
