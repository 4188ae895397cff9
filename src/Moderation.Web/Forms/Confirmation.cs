using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Feedback;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Tenancy;
using Npgsql;

namespace Moderation.Web.Forms;

/// <summary>A request that a verified link names.</summary>
public sealed record ConfirmTarget(Guid Account, Guid Request, string AccountName, string Email, string Title, string ConsentText, DateTimeOffset At, DateTimeOffset? ConfirmedAt);

/// <summary>The button behind the link of a confirmation mail.</summary>
public sealed class Confirmation(TokenKeys keys, EngineDataSource engine, IServiceScopeFactory scopes, AddressHashes hashes, TimeProvider clock)
{
    /// <returns>Null when the token is not ours, not for this, or names nothing.</returns>
    public async Task<ConfirmTarget?> FindAsync(string? token, CancellationToken ct)
    {
        var ring = await keys.RingAsync(TokenRing.ClaimedKey(token), ct);
        if (!ring.TryReadUrl(TokenPurpose.Confirm, token, out var named))
        {
            return null;
        }

        await using var connection = await engine.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select r.account_id, r.id, a.name, r.email, f.title, f.consent_text, r.at, r.confirmed_at
            from app.form_requests r
            join app.accounts a on a.id = r.account_id
            join app.subscription_forms f on f.account_id = r.account_id and f.id = r.form_id
            where r.number = $1
            """,
            connection)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = named.Campaign } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new ConfirmTarget(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
                reader.GetFieldValue<DateTimeOffset>(6), await reader.IsDBNullAsync(7, ct) ? null : reader.GetFieldValue<DateTimeOffset>(7))
            : null;
    }

    public bool IsTooOld(ConfirmTarget target) => target.At + FormRequest.Life < clock.GetUtcNow();

    /// <summary>Puts the person on the list; pressing twice is pressing once.</summary>
    public async Task ConfirmAsync(ConfirmTarget target, Origin origin, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(target.Account);
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Of two presses the second one waits here, and then finds nothing to do.
        if (await db.FormRequests.Where(r => r.Id == target.Request && r.ConfirmedAt == null && r.At > now - FormRequest.Life)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.ConfirmedAt, now), ct) == 0)
        {
            return;
        }

        var request = await db.FormRequests.AsNoTracking().SingleAsync(r => r.Id == target.Request, ct);
        var form = await db.SubscriptionForms.AsNoTracking().SingleAsync(f => f.Id == request.FormId, ct);
        await LiftAsync(db, form, request, ct);
        var contact = await JoinAsync(db, form, request, now, ct);
        db.Consents.Add(new Consent
        {
            AccountId = target.Account,
            EmailKey = request.EmailKey,
            ContactId = contact,
            Step = ConsentStep.Confirmed,
            Method = ConsentMethod.DoubleOptIn,
            At = now,
            Controller = target.AccountName,
            Purpose = form.Title,
            ListId = form.ListId,
            FormId = form.Id,
            FormUrl = request.PageUrl,
            TextHash = request.TextHash,
            PrivacyVersion = form.PrivacyVersion,
            Ip = origin.Ip,
            UserAgent = origin.UserAgent,
            ConfirmationSentAt = request.SentAt,
            ConfirmedAt = now,
            RecordedAt = now,
        });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    // The person's own later word, and a mailbox that has just read mail. A complaint, or what the account did by hand, stays.
    private async Task LiftAsync(ModerationDb db, SubscriptionForm form, FormRequest request, CancellationToken ct)
    {
        var hash = hashes.Of(form.AccountId, request.EmailKey);
        await db.Suppressions
            .Where(s => (s.EmailKey == request.EmailKey && (s.Reason == SuppressionReason.OptOut || s.Reason == SuppressionReason.HardBounce))
                || (s.EmailKey == hash && s.Reason != SuppressionReason.Complaint))
            .ExecuteDeleteAsync(ct);
        await db.PartialOptOuts.Where(o => o.EmailKey == request.EmailKey && (o.ListId == form.ListId || o.SenderId == form.SenderId)).ExecuteDeleteAsync(ct);
    }

    private static async Task<Guid> JoinAsync(ModerationDb db, SubscriptionForm form, FormRequest request, DateTimeOffset now, CancellationToken ct)
    {
        var source = $"Form: {form.Title}";
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into app.contacts (account_id, id, email, email_key, first_name, last_name, opted_in_at, source, created_at)
            values ({form.AccountId}, {Guid.CreateVersion7(now)}, {request.Email}, {request.EmailKey}, '', '', {now}, {source}, {now})
            on conflict (account_id, email_key) do update set opted_in_at = excluded.opted_in_at, source = excluded.source
            """, ct);
        var contact = await db.Contacts.Where(c => c.EmailKey == request.EmailKey).Select(c => c.Id).SingleAsync(ct);
        await db.Database.ExecuteSqlAsync($"insert into app.list_members (account_id, list_id, contact_id) values ({form.AccountId}, {form.ListId}, {contact}) on conflict do nothing", ct);
        return contact;
    }
}
