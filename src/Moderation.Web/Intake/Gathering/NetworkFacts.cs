using Moderation.Campaigns;
using Moderation.Rules;

namespace Moderation.Web.Intake.Gathering;

/// <summary>
/// What was seen outside: gathered before a transaction begins, because a slow server elsewhere must not hold a lock here.
/// A spam filter that is null is not installed.
/// </summary>
public sealed record NetworkFacts(LinkFacts? Links = null, SenderFacts? Sender = null, SpamFacts? Spam = null, DomainCensus? Domains = null)
{
    public static readonly NetworkFacts None = new();

    /// <summary>Whether anything outside is looked at; what is null all the same is unknown.</summary>
    public bool LooksOutside { get; init; }

    /// <summary>What there is to judge with.</summary>
    public Needs Available => Needs.Content | Needs.Account
        | (LooksOutside ? Needs.Network : Needs.None)
        | (Spam is not null ? Needs.SpamFilter : Needs.None);
}
