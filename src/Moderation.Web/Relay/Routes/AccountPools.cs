using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Moderation.Delivery;
using Moderation.Reputation;
using Moderation.Web.Data;
using Moderation.Web.Jobs;

namespace Moderation.Web.Relay.Routes;

/// <summary>Which class of addresses sends for an account, as its standing is now.</summary>
internal sealed class AccountPools(IServiceScopeFactory scopes, ShapingOptions shaping, TimeProvider clock)
{
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, (AssignedPool Pool, DateTimeOffset Until)> _known = new();

    public async ValueTask<AssignedPool> OfAsync(Guid account, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(account, out var known) && now < known.Until)
        {
            return known.Pool;
        }

        await using var scope = scopes.CreateAsyncScope();
        var pool = shaping.Pools.Of(await StandingAsync(scope.ServiceProvider.GetRequiredService<EngineDb>(), account, now, ct), MailingKind.Campaign);
        _known[account] = (pool, now + Keep);
        return pool;
    }

    private static async Task<AccountStanding> StandingAsync(EngineDb db, Guid id, DateTimeOffset now, CancellationToken ct)
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == id, ct);
        var oldest = now - RollUp.Oldest;
        var mailings = await db.Campaigns.AsNoTracking()
            .Where(campaign => campaign.AccountId == id && campaign.FinishedAt > oldest)
            .Select(campaign => new
            {
                FinishedAt = campaign.FinishedAt!.Value,
                Counts = db.ReputationScores.Where(s => s.AccountId == id && s.CampaignId == campaign.Id).OrderByDescending(s => s.Night).Select(s => s.Counts).FirstOrDefault(),
            })
            .Where(mailing => mailing.Counts != null)
            .ToListAsync(ct);
        var index = ReputationIndex.Compute(RollUp.Pool(mailings.Select(mailing => (mailing.FinishedAt, CampaignCounts.Read(mailing.Counts!))), now));
        return new AccountStanding(index.IsRated ? index.Band : null, account.ProbationLiftedAt is null, account.ModeratedSince is not null, account.Profile.Industry);
    }
}
