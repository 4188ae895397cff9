using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Reputation;

namespace Moderation.Senders;

/// <summary>A sending domain of an account, as the choice for one mailing sees it.</summary>
/// <param name="Id">Of the domain.</param>
/// <param name="Name">Of the domain.</param>
/// <param name="Sender">The From address to take; null while it has none.</param>
public sealed record DomainCandidate(Guid Id, DomainName Name, Guid? Sender)
{
    /// <summary>Whether receivers can tell that the mail is its own: DKIM and DMARC, with SPF where that speaks for it.</summary>
    public Fact<Proof> Authenticated { get; init; }

    /// <summary>Names of the blocklists on which it stands.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>Of its pooled index; null while it is unrated.</summary>
    public Band? Band { get; init; }

    /// <summary>Mailings that this audience has had from it.</summary>
    public int ToAudience { get; init; }

    /// <summary>When it had the last of them.</summary>
    public DateTimeOffset? LastToAudience { get; init; }

    /// <summary>When it sent its first mailing; null before that.</summary>
    public DateTimeOffset? FirstSent { get; init; }

    /// <summary>Messages that it has sent of late.</summary>
    public long Sent { get; init; }

    /// <summary>Links of the mail that lead to it or to its owner's other hosts.</summary>
    public int Links { get; init; }

    /// <summary>Mail that somebody waits for leaves from it, and no campaign has yet.</summary>
    public bool CarriesConfirmations { get; init; }
}
