using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Reputation;
using Moderation.Web.Data;
using Moderation.Web.Jobs;

namespace Moderation.Web.Intake.Gathering;

/// <summary>What the console knows about the sending account.</summary>
internal static class AccountGathering
{
    /// <param name="enough">Correct mailings beyond which no more are looked for.</param>
    public static async Task<AccountFacts> OfAsync(ModerationDb db, Guid id, Content content, int enough, DateTimeOffset now, CancellationToken ct)
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == id, ct);
        var sending = await db.SendingDomains.Where(d => d.AccountId == id).Select(d => d.Name).ToListAsync(ct);
        return new AccountFacts(
            account.CreatedAt,
            account.ProbationLiftedAt is not null,
            Fact.Known(await CorrectMailings.OfAsync(db, id, enough, now, ct)),
            account.ModeratedSince is { } moderated ? new UnderModeration(moderated, account.ModeratedWhy ?? "") : null)
        {
            Names = [account.Name, .. await db.Senders.Where(s => s.AccountId == id).Select(s => s.Name).ToListAsync(ct)],
            OwnDomains = Website(account.Profile) is { } website ? [.. sending, website] : sending,
            TrustedDomains = await db.TrustedDomains.Where(d => d.AccountId == id).Select(d => d.Domain).ToListAsync(ct),
            Reputation = await ReputationAsync(db, id, content.FromAddress?.Domain, now, ct),
        };
    }

    private static DomainName? Website(BusinessProfile profile)
    {
        var text = profile.Website.Trim();
        var host = Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text, UriKind.Absolute, out var uri) ? uri.IdnHost : "";
        return DomainName.TryParse(host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host, out var domain) ? domain : null;
    }

    // Pooled from the last night of each mailing, as the reputation pages do.
    private static async Task<IReadOnlyList<ReputationFact>> ReputationAsync(ModerationDb db, Guid id, DomainName? sending, DateTimeOffset now, CancellationToken ct)
    {
        var oldest = now - RollUp.Oldest;
        var mailings = await (
            from campaign in db.Campaigns.AsNoTracking()
            where campaign.AccountId == id && campaign.FinishedAt > oldest
            join sender in db.Senders on new { campaign.AccountId, Id = campaign.SenderId!.Value } equals new { sender.AccountId, sender.Id }
            let score = db.ReputationScores.Where(s => s.AccountId == id && s.CampaignId == campaign.Id).OrderByDescending(s => s.Night).FirstOrDefault()
            where score != null
            select new { FinishedAt = campaign.FinishedAt!.Value, score.Counts, score.Night, Domain = sender.SendingDomain!.Name }).ToListAsync(ct);
        if (mailings.Count == 0)
        {
            return [];
        }

        var read = mailings.ConvertAll(mailing => (mailing.Domain, mailing.Night, Sent: (mailing.FinishedAt, CampaignCounts.Read(mailing.Counts))));
        var facts = new List<ReputationFact> { Index("this account", read.Max(mailing => mailing.Night), read.Select(mailing => mailing.Sent), now) };
        if (sending is { } domain && read.Where(mailing => domain.IsAtOrBelow(mailing.Domain)).ToList() is { Count: > 0 } own)
        {
            facts.Add(Index(domain.Ascii, own.Max(mailing => mailing.Night), own.Select(mailing => mailing.Sent), now));
        }

        return facts;
    }

    private static ReputationFact Index(string of, DateOnly night, IEnumerable<(DateTimeOffset SentAt, Counts Counts)> mailings, DateTimeOffset now)
    {
        var index = ReputationIndex.Compute(RollUp.Pool(mailings, now));
        var weak = index.Signals.Where(signal => signal is { IsObserved: true, Score: < 60 })
            .Select(signal => $"{signal.Signal.Name().ToLowerInvariant()} {signal.Rate:P2} (n = {signal.Count.Trials:N0})");
        return new ReputationFact(of, index.IsRated ? index.Index : null, index.Confidence, night, [.. weak]);
    }
}
