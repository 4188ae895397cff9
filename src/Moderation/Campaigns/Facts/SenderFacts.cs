using Moderation.Accounts;

namespace Moderation.Campaigns;

/// <summary>Whether a receiver would take the mail for what it says: seen in the DNS as receivers see it.</summary>
public sealed record SenderFacts
{
    /// <summary>The domain that signs (d=).</summary>
    public required DomainName SigningDomain { get; init; }

    /// <summary>The domain of the return path.</summary>
    public required DomainName EnvelopeDomain { get; init; }

    /// <summary>When the DNS was asked.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether the published DKIM key is the one that we sign with.</summary>
    public Fact<Proof> Dkim { get; init; }

    /// <summary>Whether SPF allows each address of the pool to send for the return path.</summary>
    public Fact<Proof> Spf { get; init; }

    /// <summary>Whether DMARC would pass: a record exists, and DKIM or SPF passes for a domain aligned with From.</summary>
    public Fact<Proof> Dmarc { get; init; }

    /// <summary>Whether mail to the Reply-To, or else the From address, has somewhere to go.</summary>
    public Fact<Proof> Replies { get; init; }

    /// <summary>Blocklists on which the sending domain stands.</summary>
    public Fact<IReadOnlyList<Listing>> Listings { get; init; }
}

/// <param name="Passes">Whether a receiver would be content.</param>
/// <param name="Seen">What was seen, a sentence with the record in it.</param>
public sealed record Proof(bool Passes, string Seen);

/// <summary>A domain or address on a blocklist.</summary>
/// <param name="List">Its name for people.</param>
/// <param name="Answer">The address that the list gave (RFC 5782 §2.1).</param>
/// <param name="Meaning">What the list says by it.</param>
/// <param name="Delisting">The page on which its owner looks it up and asks to be taken off.</param>
public sealed record Listing(string List, string Answer, string Meaning, Uri Delisting);
