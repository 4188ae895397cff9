using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Mail.Dkim;
using Moderation.Mail.Published;
using Moderation.Reputation;
using Moderation.Rules.Links;
using Moderation.Senders;
using Moderation.Web.Data;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Jobs;

namespace Moderation.Web.Intake;

/// <summary>Gathers what the proposal of a sending domain goes by.</summary>
public sealed class DomainProposals(ModerationDb db, SendingChecks sending, CheckOptions checks, IntakeOptions intake, TimeProvider clock)
{
    private const int MostDomains = 20;
    private const int MostMailings = 500;

    // A page waits for it; the resolver keeps what it was told.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>Null when the account has one domain at most: there is nothing to choose.</returns>
    public async Task<DomainProposal?> ForAsync(Campaign campaign, CancellationToken ct)
    {
        var account = campaign.AccountId;
        var domains = await db.SendingDomains.AsNoTracking().Where(domain => domain.AccountId == account).OrderBy(domain => domain.CreatedAt).Take(MostDomains).ToListAsync(ct);
        if (domains.Count < 2)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var senders = await db.Senders.AsNoTracking().Where(sender => sender.AccountId == account).OrderBy(sender => sender.CreatedAt).ToListAsync(ct);
        var mailings = await MailingsAsync(account, ct);
        var ofForms = await db.SubscriptionForms.Where(form => form.AccountId == account).Select(form => form.SenderId).Distinct().ToListAsync(ct);
        var recipients = campaign.ListId is { } list ? await db.ListMemberships.LongCountAsync(member => member.AccountId == account && member.ListId == list, ct) : 0;
        var sites = SitesOf(campaign);
        var seen = await SeenAsync(domains, senders, ct);
        return DomainProposal.Of(domains.Select(domain => Candidate(domain, senders, mailings, ofForms, campaign.ListId, now) with
        {
            Links = sites.Count(site => site == SiteOf(domain.Name.Ascii)),
            Authenticated = seen[domain.Id].Authenticated,
            Lists = seen[domain.Id].Lists,
        }), recipients, now);
    }

    private static DomainCandidate Candidate(SendingDomain domain, List<Sender> senders, List<Mailing> mailings, List<Guid> ofForms, Guid? list, DateTimeOffset now)
    {
        var own = senders.Where(sender => sender.SendingDomainId == domain.Id).ToList();
        var sent = mailings.Where(mailing => own.Exists(sender => sender.Id == mailing.Sender)).ToList();
        var toAudience = sent.Where(mailing => mailing.List is not null && mailing.List == list).ToList();
        var index = ReputationIndex.Compute(RollUp.Pool(
            sent.Where(mailing => mailing is { FinishedAt: not null, Counts: not null }).Select(mailing => (mailing.FinishedAt!.Value, CampaignCounts.Read(mailing.Counts!))), now));
        // The address that the domain's mail comes from already, and best of all this audience's.
        var sender = (toAudience.FirstOrDefault() ?? sent.FirstOrDefault())?.Sender ?? own.FirstOrDefault()?.Id;
        return new DomainCandidate(domain.Id, domain.Name, sender)
        {
            Band = index.IsRated ? index.Band : null,
            ToAudience = toAudience.Count,
            LastToAudience = toAudience.FirstOrDefault()?.At,
            FirstSent = sent.LastOrDefault()?.At,
            Sent = sent.Where(mailing => now - mailing.At <= RollUp.Oldest).Sum(mailing => (long)mailing.Accepted),
            CarriesConfirmations = sent.Count == 0 && own.Exists(one => ofForms.Contains(one.Id)),
        };
    }

    // The latest first.
    private Task<List<Mailing>> MailingsAsync(Guid account, CancellationToken ct) => db.Campaigns.AsNoTracking()
        .Where(campaign => campaign.AccountId == account && campaign.SendingSince != null && campaign.SenderId != null)
        .OrderByDescending(campaign => campaign.SendingSince)
        .Take(MostMailings)
        .Select(campaign => new Mailing(
            campaign.SenderId!.Value, campaign.ListId, campaign.SendingSince!.Value, campaign.FinishedAt,
            db.CampaignProgress.Where(progress => progress.AccountId == account && progress.CampaignId == campaign.Id).Select(progress => progress.Accepted).FirstOrDefault(),
            db.ReputationScores.Where(score => score.AccountId == account && score.CampaignId == campaign.Id).OrderByDescending(score => score.Night).Select(score => score.Counts).FirstOrDefault()))
        .ToListAsync(ct);

    private static List<string> SitesOf(Campaign campaign)
    {
        var content = new Content { Subject = "", Html = campaign.Html.Length == 0 ? null : campaign.Html, Text = campaign.Text.Length == 0 ? null : campaign.Text };
        return [.. MailLinks.In(new Submission(content)).Select(link => link.Host?.RegistrableDomain).OfType<string>()];
    }

    private static string? SiteOf(string domain) => PublicSuffixList.Default.RegistrableDomain(domain);

    private async Task<Dictionary<Guid, (Fact<Proof> Authenticated, IReadOnlyList<string> Lists)>> SeenAsync(List<SendingDomain> domains, List<Sender> senders, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var seen = await Task.WhenAll(domains.Select(async domain => (domain.Id, Seen: await SeenAsync(domain, senders, patience.Token))));
        ct.ThrowIfCancellationRequested();
        return seen.ToDictionary(one => one.Id, one => one.Seen);
    }

    private async Task<(Fact<Proof> Authenticated, IReadOnlyList<string> Lists)> SeenAsync(SendingDomain domain, List<Sender> senders, CancellationToken ct)
    {
        if (!checks.Network)
        {
            return (Fact.Unknown<Proof>("this installation does not look into the DNS"), []);
        }

        try
        {
            var from = senders.Find(sender => sender.SendingDomainId == domain.Id)?.Email.Domain ?? domain.Name;
            var facts = await sending.GatherAsync(new SendingQuestion(from, domain.Name, domain.Selector, DkimKey.PublicKeyIn(domain.DnsRecord), intake.BounceDomain, checks.Pool), ct);
            IReadOnlyList<string> lists = facts.Listings.TryGet(out var found) ? [.. found.Select(listing => listing.List)] : [];
            return (Both(facts), lists);
        }
        catch (OperationCanceledException)
        {
            return (Fact.Unknown<Proof>("the DNS did not answer in time"), []);
        }
    }

    // As the rule that blocks what fails: SPF alone that fails is no obstacle where DKIM speaks for the mail.
    private static Fact<Proof> Both(SenderFacts facts) => (facts.Dkim.IsKnown, facts.Dmarc.IsKnown) switch
    {
        (true, _) when !facts.Dkim.Value.Passes => facts.Dkim,
        (_, true) when !facts.Dmarc.Value.Passes => facts.Dmarc,
        (false, _) => Fact.Unknown<Proof>(facts.Dkim.Why),
        (_, false) => Fact.Unknown<Proof>(facts.Dmarc.Why),
        _ => facts.Dmarc,
    };

    private sealed record Mailing(Guid Sender, Guid? List, DateTimeOffset At, DateTimeOffset? FinishedAt, int Accepted, string? Counts);
}
