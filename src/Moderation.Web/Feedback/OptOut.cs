using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Reputation;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Feedback;

/// <summary>Takes an address off everything that an account sends. Doing it twice is doing it once.</summary>
public sealed class OptOut(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>Committed when this returns.</summary>
    /// <param name="target">From a verified token.</param>
    /// <param name="how">"one-click POST" or "opt-out page": kept as evidence.</param>
    /// <param name="ct">Undoes everything.</param>
    public async Task ActAsync(DeliveryTarget target, string how, CancellationToken ct)
    {
        // As the account of the token, whoever may be signed in at this browser.
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(target.Account);
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // A person's word replaces what a bounce said, and only the first opt-out counts.
        var isNew = await db.Database.ExecuteSqlAsync(
            $"""
            insert into app.suppressions (account_id, id, email_key, reason, at, campaign_id, evidence)
            values ({target.Account}, {Guid.CreateVersion7(now)}, {target.EmailKey}, {nameof(SuppressionReason.OptOut)}, {now}, {target.Campaign},
                {$"{how} at {now:yyyy-MM-dd HH:mm:ss} UTC, recipient {target.Reference.Sequence} of campaign {target.Reference.Campaign}"})
            on conflict (account_id, email_key) do update
            set reason = excluded.reason, at = excluded.at, campaign_id = excluded.campaign_id, evidence = excluded.evidence
            where suppressions.reason <> {nameof(SuppressionReason.OptOut)}
            """,
            ct) == 1;
        if (isNew)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into app.event_counters (account_id, campaign_id, kind, day, count)
                values ({target.Account}, {target.Campaign}, {nameof(EventKind.Unsubscribed)}, {DateOnly.FromDateTime(now.UtcDateTime)}, 1)
                on conflict (account_id, campaign_id, kind, day) do update set count = event_counters.count + 1
                """,
                ct);
            // The log outlives the contact, so it names the delivery and not the person.
            await db.WriteAsync(target.Account, null, "Recipient", "recipient.opted-out", target.Campaign, $"Recipient {target.Reference.Sequence} by {how}", now, ct);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }
}
