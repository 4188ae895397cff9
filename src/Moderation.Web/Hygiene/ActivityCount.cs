using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;
using Moderation.Web.Relay;

namespace Moderation.Web.Hygiene;

/// <summary>Counts each finished mailing once for everybody whom it reached.</summary>
public sealed class ActivityCount(EngineDb db)
{
    private static readonly TimeSpan LongestStatement = TimeSpan.FromMinutes(15);

    /// <returns>How many mailings were counted.</returns>
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        db.Database.SetCommandTimeout(LongestStatement);
        var due = await db.Database.SqlQuery<Mailing>(
            $"""
            select c.account_id as "Account", c.id as "Id", c.sending_since as "At"
            from app.campaigns c
            where c.sending_since is not null and c.finished_at <= {now}
                and c.state in ({nameof(CampaignState.Sent)}, {nameof(CampaignState.Closed)}, {nameof(CampaignState.Stopped)})
                and not exists (select from app.counted_mailings k where k.account_id = c.account_id and k.campaign_id = c.id)
            order by c.finished_at
            """).ToListAsync(ct);
        foreach (var mailing in due)
        {
            await CountAsync(mailing, now, ct);
        }

        return due.Count;
    }

    private async Task CountAsync(Mailing mailing, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Another node may be at it; whoever comes second finds it done.
        if (await db.Database.ExecuteSqlAsync($"insert into app.counted_mailings (account_id, campaign_id, at) values ({mailing.Account}, {mailing.Id}, {now}) on conflict do nothing", ct) == 1)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into app.contact_activity as a (account_id, contact_id, mailings_since, counting_since)
                select d.account_id, d.contact_id, 1, {mailing.At}
                from app.deliveries d
                join app.contacts c on c.account_id = d.account_id and c.id = d.contact_id
                where d.account_id = {mailing.Account} and d.campaign_id = {mailing.Id} and exists (
                    select from app.outcomes o
                    where o.account_id = d.account_id and o.campaign_id = d.campaign_id and o.seq = d.seq and o.month = d.month and o.kind = {(short)OutcomeKind.Accepted})
                on conflict (account_id, contact_id) do update
                set mailings_since = a.mailings_since + 1, counting_since = coalesce(a.counting_since, excluded.counting_since)
                where greatest(a.last_opened_at, a.last_clicked_at) is null or greatest(a.last_opened_at, a.last_clicked_at) < excluded.counting_since
                """,
                ct);
        }

        await transaction.CommitAsync(ct);
    }

    internal sealed record Mailing(Guid Account, Guid Id, DateTimeOffset At);
}
